import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { ChatEvents } from '../../src/presence/chat-events.js';
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

class MembersBroadcaster extends RecordingBroadcaster {
  private told: (event: RoomMembersEvent) => void = () => {};
  /** The first that is told. */
  readonly first = new Promise<RoomMembersEvent>((resolve) => (this.told = resolve));

  override reaches(): boolean {
    return true;
  }

  override notice(): void {}

  override roomMembers(_roomId: string, event: RoomMembersEvent): void {
    this.told(event);
  }
}

describe('RoomActivity', () => {
  let database: Database;
  let storage: Storage;
  beforeEach(async () => {
    database = await openDatabase('sqlite::memory:');
    storage = createStorage(database);
  });
  afterEach(() => database.close());

  it('tells later what it could not tell while the database was away', async () => {
    jest.spyOn(Logger.prototype, 'error').mockImplementation(() => {});
    const room = await createRoom(storage, 'lobby');
    const broadcaster = new MembersBroadcaster();
    const activity = new RoomActivity(
      storage.rooms,
      broadcaster,
      new Silence(),
      new LocalMovements(),
      { noticeRoomSize: 100 },
    );
    jest.spyOn(storage.rooms, 'findById').mockRejectedValueOnce(new Error('away'));
    const [alice, bob, carol] = [
      await createGuest(storage, 'alice'),
      await createGuest(storage, 'bob'),
      await createGuest(storage, 'carol'),
    ];
    activity.joined(room, alice, 1);
    activity.joined(room, bob, 2);
    activity.left(room, alice, 1);
    activity.left(room, carol, 1);
    expect(await broadcaster.first).toMatchObject({ joined: ['bob'], left: ['carol'] });
    activity.stop();
  });
});
