import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ChatEvents } from '../../src/presence/chat-events.js';
import type { User } from '../../src/identity/user.js';
import type { RoomMembersEvent } from '../../src/protocol/index.js';
import { LocalMovements } from '../../src/rooms/movements.js';
import { RoomActivity } from '../../src/rooms/room-activity.js';
import type { Database } from '../../src/storage/database.js';
import { openDatabase } from '../../src/storage/open-database.js';
import { createStorage, type Storage } from '../../src/storage/storage.js';
import { createGuest, createRoom } from '../contract/fixtures.js';
import { RecordingBroadcaster } from '../outbox/recording.broadcaster.js';

class Silence extends ChatEvents {
  override emit(): void {}
}

/** Remembers what rooms were told, and says when. */
class MembersBroadcaster extends RecordingBroadcaster {
  readonly told: RoomMembersEvent[] = [];
  private readonly readers = new Set<() => void>();

  /** Resolves when so much was told. */
  async hasTold(count: number): Promise<void> {
    while (this.told.length < count) {
      await new Promise<void>((resolve) => this.readers.add(resolve));
    }
  }

  override reaches(): boolean {
    return true;
  }

  override roomMembers(_roomId: string, event: RoomMembersEvent): void {
    this.told.push(event);
    for (const wake of this.readers) wake();
    this.readers.clear();
  }
}

/** Fakes the timer of a room's interval, and nothing that a database needs. */
function holdIntervals(): void {
  jest.useFakeTimers({
    doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate'],
  });
}

describe('RoomActivity', () => {
  let database: Database;
  let storage: Storage;
  let broadcaster: MembersBroadcaster;
  let activity: RoomActivity;
  let alice: User;
  let bob: User;
  let carol: User;

  beforeEach(async () => {
    database = await openDatabase('sqlite::memory:');
    storage = createStorage(database);
    broadcaster = new MembersBroadcaster();
    activity = new RoomActivity(storage.rooms, broadcaster, new Silence(), new LocalMovements(), {
      noticeRoomSize: 100,
    });
    alice = await createGuest(storage, 'alice');
    bob = await createGuest(storage, 'bob');
    carol = await createGuest(storage, 'carol');
  });
  afterEach(async () => {
    activity.stop();
    jest.useRealTimers();
    await database.close();
  });

  it('tells later what it could not tell while the database was away', async () => {
    jest.spyOn(Logger.prototype, 'error').mockImplementation(() => {});
    const room = await createRoom(storage, 'lobby');
    jest.spyOn(storage.rooms, 'findById').mockRejectedValueOnce(new Error('away'));
    activity.joined(room, alice, 1);
    activity.joined(room, bob, 2);
    activity.left(room, alice, 1);
    activity.left(room, carol, 1);
    await broadcaster.hasTold(1);
    expect(broadcaster.told).toMatchObject([{ joined: ['bob'], left: ['carol'] }]);
  });

  it('leaves out who comes and goes within a second', async () => {
    const room = await createRoom(storage, 'lobby');
    holdIntervals();
    activity.joined(room, alice, 1);
    await broadcaster.hasTold(1);
    activity.joined(room, bob, 2);
    activity.joined(room, carol, 3);
    activity.left(room, carol, 2);
    jest.advanceTimersByTime(1_000);
    await broadcaster.hasTold(2);
    expect(broadcaster.told).toMatchObject([
      { joined: ['alice'], left: [] },
      { joined: ['bob'], left: [] },
    ]);
  });

  it('holds each room to its own second', async () => {
    const rooms = [await createRoom(storage, 'left wing'), await createRoom(storage, 'right wing')];
    holdIntervals();
    for (const room of rooms) activity.joined(room, alice, 1);
    await broadcaster.hasTold(2);
    expect(broadcaster.told.map(({ room }) => room).toSorted()).toEqual([
      'left wing',
      'right wing',
    ]);
  });
});
