import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { MemoryPresenceStore } from '../../src/cluster/memory-presence.store.js';
import { ChatEvents } from '../../src/presence/chat-events.js';
import { PresenceAudience } from '../../src/presence/presence-audience.js';
import { PresenceService } from '../../src/presence/presence.service.js';
import { RoomMembers } from '../../src/rooms/room-members.js';
import type { Database } from '../../src/storage/database.js';
import { openDatabase } from '../../src/storage/open-database.js';
import { createStorage, type Storage } from '../../src/storage/storage.js';
import { createGuest, createRoom } from '../contract/fixtures.js';

class NoOne extends PresenceAudience {
  override async tell(): Promise<void> {}
}
class Silence extends ChatEvents {
  override emit(): void {}
}

describe('RoomMembers', () => {
  let database: Database;
  let storage: Storage;
  let presence: PresenceService;

  beforeEach(async () => {
    database = await openDatabase('sqlite::memory:');
    storage = createStorage(database);
    const store = new MemoryPresenceStore();
    presence = new PresenceService(store, new NoOne(), new Silence(), storage.users);
  });
  afterEach(async () => {
    await presence.flush();
    await database.close();
  });

  it('fills a page that those who are here leave nearly full by a few queries', async () => {
    const room = await createRoom(storage, 'lobby');
    const names = Array.from({ length: 150 }, (_, n) => `member${String(n).padStart(3, '0')}`);
    for (const name of [...names, 'zoe']) {
      const user = await createGuest(storage, name);
      await storage.memberships.join(room.id, user.id, 1_000);
      if (name === 'zoe') continue;
      const device = { id: name, user };
      await presence.connect(device);
      await presence.enter(device, room.id);
    }
    const queries = jest.spyOn(storage.memberships, 'list');
    const page = await new RoomMembers(storage.memberships, presence).page(room.id, 151);
    expect(page.members.map(({ username }) => username)).toEqual([...names, 'zoe']);
    expect(queries.mock.calls.length).toBeLessThanOrEqual(2);
  });
});
