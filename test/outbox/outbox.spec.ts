import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ChatMeter } from '../../src/chat/metrics/chat.meter.js';
import { ChatEvents, type ChatEventName } from '../../src/presence/chat-events.js';
import type { User } from '../../src/identity/user.js';
import { MessageLog } from '../../src/rooms/message-log.js';
import type { Draft } from '../../src/rooms/message.repository.js';
import { Outbox } from '../../src/rooms/outbox.js';
import type { LogPosition } from '../../src/rooms/outbox.repository.js';
import type { Delivery } from '../../src/rooms/room-broadcaster.js';
import type { RoomState } from '../../src/rooms/room.js';
import { roomMessage } from '../../src/rooms/wire-message.js';
import type { Database } from '../../src/storage/database.js';
import { openDatabase } from '../../src/storage/open-database.js';
import { SqlOutboxRepository } from '../../src/storage/sql-outbox.repository.js';
import { createStorage, type Storage } from '../../src/storage/storage.js';
import { createConversation, createGuest, createRoom, draft } from '../contract/fixtures.js';
import { RecordingBroadcaster } from './recording.broadcaster.js';
import { append as appendTo } from '../support/append.js';

class RecordedEvents extends ChatEvents {
  readonly sent: { name: ChatEventName; event: object }[] = [];

  override emit(name: ChatEventName, event: object): void {
    this.sent.push({ name, event });
  }
}

/** The outbox of a database that can be made to fail. */
class FailingOutbox extends SqlOutboxRepository {
  failing: 'remove' | 'read' | undefined;

  override async before(position: LogPosition, limit: number) {
    if (this.failing === 'read') throw new Error('The disk is gone');
    return super.before(position, limit);
  }

  override async remove(positions: readonly LogPosition[]): Promise<void> {
    if (this.failing === 'remove') throw new Error('The disk is gone');
    return super.remove(positions);
  }
}

describe('Outbox', () => {
  let database: Database;
  let storage: Storage;
  let entries: FailingOutbox;
  let broadcaster: RecordingBroadcaster;
  let events: RecordedEvents;
  let outbox: Outbox;
  let log: MessageLog;
  let room: RoomState;
  let anna: User;
  beforeEach(async () => {
    Logger.overrideLogger(false);
    database = await openDatabase('sqlite::memory:');
    storage = createStorage(database);
    entries = new FailingOutbox(database.kysely, database.dialect);
    broadcaster = new RecordingBroadcaster();
    events = new RecordedEvents();
    outbox = new Outbox(entries, broadcaster, events);
    log = new MessageLog(storage.messages, broadcaster, outbox, new ChatMeter());
    room = await createRoom(storage, 'lobby');
    anna = await createGuest(storage, 'anna');
  });
  afterEach(async () => {
    await outbox.stop();
    await database.close();
    Logger.overrideLogger(true);
  });

  const say = (text: string) => draft(room.id, anna.id, { text });
  const transact = (drafts: Draft[]) =>
    database.kysely
      .transaction()
      .execute((trx) =>
        storage.hostTransactions.run(trx, ({ messages }) => messages.appendAll(drafts)),
      );
  const append = (sent: Draft) =>
    appendTo(log, sent, (seq): Delivery => {
      const message = roomMessage(room.name, { ...sent, seq, senderName: 'anna' });
      return { message, roomId: room.id, senderId: anna.id };
    });
  const left = async () => (await storage.outbox.first(1_000)).length;

  it('delivers what waits when it starts, as the room sees it, and takes it out', async () => {
    const sent = { ...say('held'), clientId: 'k' };
    await transact([sent]);
    outbox.start();
    await broadcaster.delivered(1);
    const message = roomMessage('lobby', { ...sent, seq: 1, senderName: 'anna' });
    expect(broadcaster.deliveries).toEqual([
      { message, roomId: room.id, senderId: anna.id, clientId: 'k' },
    ]);
    expect(events.sent).toEqual([{ name: 'message.sent', event: { message, sender: anna } }]);
    await outbox.stop();
    expect(await left()).toBe(0);
  });

  it('delivers a private message to the other of the two', async () => {
    const bob = await createGuest(storage, 'bob');
    const direct = await createConversation(storage, bob, anna);
    await transact([draft(direct.id, anna.id)]);
    outbox.start();
    await broadcaster.delivered(1);
    expect(broadcaster.deliveries[0]).toMatchObject({
      message: { type: 'private', target: 'bob', username: 'anna' },
      senderId: anna.id,
      recipientId: bob.id,
    });
    expect(events.sent).toMatchObject([{ event: { sender: anna, recipient: bob } }]);
  });

  it('finds by itself what another process puts in', async () => {
    outbox.start();
    await transact([say('without a hint')]);
    await broadcaster.delivered(1);
    await transact([say('and later')]);
    await broadcaster.delivered(2);
    expect(broadcaster.texts).toEqual(['without a hint', 'and later']);
  });

  it('delivers nothing in a process that has not started it', async () => {
    await transact([say('held')]);
    outbox.wake();
    await outbox.stop();
    expect([broadcaster.texts, await left()]).toEqual([[], 1]);
  });

  it('delivers once however often it is woken, page by page', async () => {
    const texts = Array.from({ length: 450 }, (_, i) => `${i}`);
    await transact(texts.map(say));
    outbox.start();
    for (let i = 0; i < 10; i++) outbox.wake();
    await outbox.stop();
    expect(broadcaster.texts).toEqual(texts);
    expect(broadcaster.calls.map((call) => call.length)).toEqual([200, 200, 50]);
    expect(await left()).toBe(0);
  });

  it('delivers in order whatever is sent at once, on both ways', async () => {
    outbox.start();
    const sends = Array.from({ length: 300 }, (_, i) => {
      if (i % 3 !== 0) return append(say(`${i}`));
      outbox.wake();
      return transact([say(`${i}`)]);
    });
    await Promise.all(sends);
    await broadcaster.delivered(300);
    expect(broadcaster.seqs).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
  });

  it('delivers nothing of the log while something else has its turn', async () => {
    let end = () => {};
    const other = outbox.inTurn(() => new Promise<void>((resolve) => (end = resolve)));
    const appended = append(say('waits'));
    await nextTurn();
    await transact([say('committed meanwhile')]);
    await nextTurn();
    expect(broadcaster.texts).toEqual([]);
    end();
    await Promise.all([other, appended]);
    expect(broadcaster.texts).toEqual(['committed meanwhile', 'waits']);
  });

  it('lets an earlier message of the outbox go before a later one of the log', async () => {
    const texts = Array.from({ length: 250 }, (_, i) => `held ${i}`);
    await transact(texts.map(say));
    await append(say('later'));
    expect(broadcaster.texts).toEqual([...texts, 'later']);
    expect(await left()).toBe(0);
  });

  it('does not deliver again what it could not take out', async () => {
    await transact([say('once')]);
    entries.failing = 'remove';
    outbox.start();
    await broadcaster.delivered(1);
    for (let i = 0; i < 3; i++) {
      outbox.wake();
      await outbox.inTurn(() => Promise.resolve());
    }
    entries.failing = undefined;
    await transact([say('next')]);
    outbox.wake();
    await outbox.stop();
    expect(broadcaster.texts).toEqual(['once', 'next']);
    expect(await left()).toBe(0);
  });

  it('leaves out a later message rather than deliver it before an earlier one', async () => {
    await transact([say('earlier')]);
    entries.failing = 'read';
    expect(await append(say('later'))).toMatchObject({ kind: 'appended', seq: 2 });
    expect(broadcaster.texts).toEqual([]);
    entries.failing = undefined;
    expect(await append(say('latest'))).toMatchObject({ seq: 3 });
    expect(broadcaster.texts).toEqual(['earlier', 'latest']);
  });
});
