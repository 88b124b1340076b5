import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Storage } from '../../src/storage/storage.js';
import {
  createConversation,
  createGuest,
  createRoom,
  write,
  type OpenStorage,
} from './fixtures.js';

/** What every `RoomRepository` does. */
export function roomRepositoryContract(open: OpenStorage): void {
  describe('RoomRepository', () => {
    let storage: Storage;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ storage, close } = await open());
    });
    afterEach(() => close());

    it('makes a room once for callers at once, and shows it as first written', async () => {
      const names = ['Lobby', 'LOBBY', 'lobby', 'lObBy'];
      const rooms = await Promise.all(names.map((name) => createRoom(storage, name)));
      expect(new Set(rooms.map(({ id }) => id)).size).toBe(1);
      expect(rooms[3]).toEqual({
        id: rooms[0]?.id,
        kind: 'room',
        name: 'Lobby',
        lastSeq: 0,
        memberCount: 0,
      });
    });

    it('finds rooms by key and id, with their newest state', async () => {
      const user = await createGuest(storage, 'anna');
      const room = await createRoom(storage, 'Lobby');
      await storage.memberships.join(room.id, user.id, 1);
      await write(storage, room, user, 3);
      const state = { ...room, lastSeq: 3, memberCount: 1 };
      expect(await storage.rooms.findByKey('lobby')).toEqual(state);
      expect(await storage.rooms.findById(room.id)).toEqual(state);
      expect(await storage.rooms.findByKey('Lobby')).toBeNull();
      expect(await storage.rooms.findById('none')).toBeNull();
    });

    it('finds private conversations by id only, and does not list them', async () => {
      const [a, b] = [await createGuest(storage, 'a'), await createGuest(storage, 'b')];
      const direct = await createConversation(storage, a, b);
      expect(await storage.rooms.findById(direct.id)).toEqual(direct);
      expect(await storage.rooms.findByKey('')).toBeNull();
      expect(await storage.rooms.list(10)).toEqual([]);
    });

    it('lists by key, in pages without overlap or hole', async () => {
      for (const name of ['é', 'b', 'Z', 'a', 'c']) await createRoom(storage, name);
      const page = async (limit: number, after?: string) =>
        (await storage.rooms.list(limit, after)).map(({ name }) => name);
      expect(await page(10)).toEqual(['a', 'b', 'c', 'Z', 'é']);
      expect(await page(2)).toEqual(['a', 'b']);
      expect(await page(2, 'b')).toEqual(['c', 'Z']);
      expect(await page(2, 'bb')).toEqual(['c', 'Z']);
      expect(await page(2, 'é')).toEqual([]);
    });
  });
}
