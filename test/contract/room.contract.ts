import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Storage } from '../../src/storage/storage.js';
import {
  createConversation,
  createGuest,
  createRoom,
  draft,
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

    it('makes a room once for callers at once, and shows it to all as one of them wrote it', async () => {
      const names = ['Lobby', 'LOBBY', 'lobby', 'lObBy'];
      const rooms = await Promise.all(names.map((name) => createRoom(storage, name)));
      const [room] = rooms;
      expect(rooms).toEqual(names.map(() => room));
      expect(names).toContain(room?.name);
      expect(room).toMatchObject({ kind: 'room', lastSeq: 0, memberCount: 0 });
      expect(await createRoom(storage, 'LobbY')).toEqual(room);
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

    describe('delete', () => {
      const read = async (id: string) => (await storage.messages.read(id, { limit: 1 })).entries;

      it('removes the room with its members and its log, and no other', async () => {
        const user = await createGuest(storage, 'anna');
        const room = await createRoom(storage, 'Lobby');
        const other = await createRoom(storage, 'other');
        for (const { id } of [room, other]) await storage.memberships.join(id, user.id, 1);
        await write(storage, room, user, 2_500);
        await write(storage, other, user, 2);
        expect(await storage.rooms.delete(room.id)).toBe(true);
        expect(await storage.rooms.findByKey('lobby')).toBeNull();
        expect(await storage.rooms.findById(room.id)).toBeNull();
        expect(await read(room.id)).toEqual([]);
        expect(await storage.memberships.isMember(room.id, user.id)).toBe(false);
        const [left, ...more] = await storage.memberships.roomsOf(user.id, 10);
        expect([left?.name, left?.lastSeq, more]).toEqual(['other', 2, []]);
        expect(await read(other.id)).toHaveLength(1);
      });

      it('takes the room out of sight at once', async () => {
        const user = await createGuest(storage, 'anna');
        const room = await createRoom(storage, 'Lobby');
        await storage.memberships.join(room.id, user.id, 1);
        await write(storage, room, user, 1);
        const deleted = storage.rooms.delete(room.id);
        const { messages, memberships, rooms } = storage;
        const late = draft(room.id, user.id);
        // Ends with the first answer that was given after its transaction.
        while (await rooms.findByKey('lobby'));
        await Promise.all([
          expect(messages.appendAll([late])).resolves.toEqual([{ kind: 'no-such-room' }]),
          expect(memberships.join(room.id, user.id, 1)).rejects.toThrow(/constraint/i),
          expect(memberships.roomsOf(user.id, 10)).resolves.toEqual([]),
          expect(rooms.findById(room.id)).resolves.toBeNull(),
          expect(rooms.list(10)).resolves.toEqual([]),
        ]);
        const again = await createRoom(storage, 'lobby');
        expect(again).toMatchObject({ lastSeq: 0, memberCount: 0 });
        expect(again.id).not.toBe(room.id);
        await deleted;
        expect(await rooms.findByKey('lobby')).toEqual(again);
      });

      it('does it once for callers at once, and leaves conversations alone', async () => {
        const [a, b] = [await createGuest(storage, 'a'), await createGuest(storage, 'b')];
        const room = await createRoom(storage, 'Lobby');
        await write(storage, room, a, 3);
        const outcomes = await Promise.all([1, 2, 3].map(() => storage.rooms.delete(room.id)));
        expect(outcomes.filter(Boolean)).toHaveLength(1);
        const direct = await createConversation(storage, a, b);
        expect(await storage.rooms.delete(direct.id)).toBe(false);
        expect(await storage.rooms.delete('none')).toBe(false);
        expect(await storage.rooms.findById(direct.id)).toEqual(direct);
      });
    });
  });
}
