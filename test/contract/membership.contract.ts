import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { User } from '../../src/identity/user.js';
import type { RoomState } from '../../src/rooms/room.js';
import type { Storage } from '../../src/storage/storage.js';
import { createGuest, createRoom, write, type OpenStorage } from './fixtures.js';

/** What every `MembershipRepository` does. */
export function membershipRepositoryContract(open: OpenStorage): void {
  describe('MembershipRepository', () => {
    let storage: Storage;
    let close: () => Promise<void>;
    let room: RoomState;
    let anna: User;
    let bob: User;
    beforeEach(async () => {
      ({ storage, close } = await open());
      room = await createRoom(storage, 'lobby');
      anna = await createGuest(storage, 'anna');
      bob = await createGuest(storage, 'bob');
    });
    afterEach(() => close());
    const unread = (user: User, limit = 1_000) =>
      storage.memberships.unread(room.id, user.id, limit);
    const markRead = (user: User, seq: number) =>
      storage.memberships.markRead(room.id, user.id, seq);

    it('joins and leaves once, and counts', async () => {
      const { memberships } = storage;
      const joins = await Promise.all(
        [anna, anna].map(({ id }) => memberships.join(room.id, id, 1)),
      );
      expect(new Set(joins)).toEqual(
        new Set([
          { changed: true, count: 1 },
          { changed: false, count: 1 },
        ]),
      );
      expect(await memberships.join(room.id, bob.id, 1)).toEqual({ changed: true, count: 2 });
      expect(await memberships.isMember(room.id, anna.id)).toBe(true);
      expect(await memberships.leave(room.id, anna.id)).toEqual({ changed: true, count: 1 });
      expect(await memberships.leave(room.id, anna.id)).toEqual({ changed: false, count: 1 });
      expect(await memberships.isMember(room.id, anna.id)).toBe(false);
      expect((await storage.rooms.findById(room.id))?.memberCount).toBe(1);
    });

    it('rejects what does not exist, and stores nothing of it', async () => {
      await expect(storage.memberships.join('none', anna.id, 1)).rejects.toThrow(/constraint/i);
      await expect(storage.memberships.join(room.id, 'none', 1)).rejects.toThrow(/constraint/i);
      expect(await storage.memberships.list(room.id, 10)).toEqual([]);
      expect((await storage.rooms.findById(room.id))?.memberCount).toBe(0);
    });

    it('lists members by key, in pages', async () => {
      for (const name of ['émile', 'Carl', 'dora']) {
        const user = await createGuest(storage, name);
        await storage.memberships.join(room.id, user.id, 1);
      }
      await storage.memberships.join(room.id, bob.id, 1);
      await storage.memberships.join(room.id, anna.id, 1);
      const page = async (limit: number, after?: string) =>
        (await storage.memberships.list(room.id, limit, after)).map(({ username }) => username);
      expect(await page(10)).toEqual(['anna', 'bob', 'Carl', 'dora', 'émile']);
      expect(await page(2)).toEqual(['anna', 'bob']);
      expect(await page(2, 'bob')).toEqual(['Carl', 'dora']);
      expect(await page(2, 'dora')).toEqual(['émile']);
      expect(await page(2, 'émile')).toEqual([]);
      expect((await storage.memberships.list(room.id, 1))[0]).toEqual(anna);
    });

    it('leaves out who has lost their name to another', async () => {
      const heir = await createGuest(storage, 'bob');
      for (const { id } of [anna, bob, heir]) await storage.memberships.join(room.id, id, 1);
      await storage.users.claimName('bob', bob.id, null);
      await storage.users.claimName('bob', heir.id, bob.id);
      expect(await storage.memberships.list(room.id, 10)).toEqual([anna, heir]);
    });

    it("counts others' messages behind the mark, which starts at the newest", async () => {
      await storage.memberships.join(room.id, anna.id, 1);
      await write(storage, room, anna, 3);
      await storage.memberships.join(room.id, bob.id, 1);
      expect([await unread(anna), await unread(bob)]).toEqual([0, 0]);
      await write(storage, room, bob, 2);
      await write(storage, room, anna, 4);
      expect([await unread(anna), await unread(bob)]).toEqual([2, 4]);
      expect([await unread(bob, 3), await unread(bob, 4)]).toEqual([3, 4]);
    });

    it('starts anew for who comes back', async () => {
      await storage.memberships.join(room.id, bob.id, 1);
      await write(storage, room, anna, 3);
      await storage.memberships.leave(room.id, bob.id);
      expect(await unread(bob)).toBe(0);
      await storage.memberships.join(room.id, bob.id, 2);
      expect(await unread(bob)).toBe(0);
    });

    it('moves the mark forward, never back and never past the newest', async () => {
      await storage.memberships.join(room.id, bob.id, 1);
      await write(storage, room, anna, 10);
      await Promise.all([4, 7, 2].map((seq) => markRead(bob, seq)));
      expect(await unread(bob)).toBe(3);
      await markRead(bob, 1_000_000);
      expect(await unread(bob)).toBe(0);
      await write(storage, room, anna, 2);
      expect(await unread(bob)).toBe(2);
    });

    it('keeps no marks for who is no member', async () => {
      await write(storage, room, anna, 2);
      await markRead(bob, 1);
      expect(await unread(bob)).toBe(0);
      expect(await storage.memberships.isMember(room.id, bob.id)).toBe(false);
    });
  });
}
