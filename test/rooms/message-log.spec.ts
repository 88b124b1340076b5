import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ChatMeter } from '../../src/chat/metrics/chat.meter.js';
import { ChatEvents } from '../../src/presence/chat-events.js';
import { MessageLog } from '../../src/rooms/message-log.js';
import { Outbox } from '../../src/rooms/outbox.js';
import type { Delivery } from '../../src/rooms/room-broadcaster.js';
import { roomMessage } from '../../src/rooms/wire-message.js';
import type { Database } from '../../src/storage/database.js';
import { openDatabase } from '../../src/storage/open-database.js';
import { SqlOutboxRepository } from '../../src/storage/sql-outbox.repository.js';
import { createStorage, type Storage } from '../../src/storage/storage.js';
import { createGuest, createRoom, draft } from '../contract/fixtures.js';
import { RecordingBroadcaster } from '../outbox/recording.broadcaster.js';
import { append } from '../support/append.js';

class Silence extends ChatEvents {
  override emit(): void {}
}

/** Breaks its port's promise never to fail, once. */
class FaultyBroadcaster extends RecordingBroadcaster {
  private hasFailed = false;

  override deliver(deliveries: readonly Delivery[]): void {
    if (this.hasFailed) return super.deliver(deliveries);
    this.hasFailed = true;
    throw new Error('A socket was not as expected');
  }
}

describe('MessageLog', () => {
  let database: Database;
  let storage: Storage;

  beforeEach(async () => {
    Logger.overrideLogger(false);
    database = await openDatabase('sqlite::memory:');
    storage = createStorage(database);
  });
  afterEach(() => database.close());

  it('answers what was committed, and goes on, when live delivery fails', async () => {
    const broadcaster = new FaultyBroadcaster();
    const entries = new SqlOutboxRepository(database.kysely, database.dialect);
    const outbox = new Outbox(entries, broadcaster, new Silence());
    const log = new MessageLog(storage.messages, broadcaster, outbox, new ChatMeter());
    const room = await createRoom(storage, 'lobby');
    const sender = await createGuest(storage, 'anna');
    const send = () => {
      const message = draft(room.id, sender.id);
      return append(log, message, (seq) => ({
        message: roomMessage(room.name, { ...message, seq, senderName: sender.username }),
        roomId: room.id,
        senderId: sender.id,
      }));
    };
    expect(await send()).toMatchObject({ kind: 'appended', seq: 1 });
    expect(await send()).toMatchObject({ kind: 'appended', seq: 2 });
    expect(broadcaster.seqs).toEqual([2]);
  });
});
