import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Storage } from '../../src/storage/storage.js';
import {
  createConversation,
  createGuest,
  createRoom,
  guest,
  type OpenStorage,
} from './fixtures.js';

/** What every `UserRepository` does. */
export function userRepositoryContract(open: OpenStorage): void {
  describe('UserRepository', () => {
    let storage: Storage;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ storage, close } = await open());
    });
    afterEach(() => close());

    it('finds a user by id and by subject, and no one by others', async () => {
      const { issuer, subject, ...user } = guest('Álice_Ω');
      await storage.users.create({ ...user, issuer, subject });
      expect(await storage.users.findById(user.id)).toEqual(user);
      expect(await storage.users.findBySubject({ issuer, subject })).toEqual(user);
      expect(await storage.users.findBySubject({ issuer: 'other', subject })).toBeNull();
      expect(await storage.users.findById('nobody')).toBeNull();
    });

    it('makes one user of a subject for any number of callers at once', async () => {
      const callers = Array.from({ length: 20 }, (_, i) => ({
        ...guest(`name${i}`),
        kind: 'registered' as const,
        issuer: 'https://id.example',
        subject: '42',
      }));
      const users = await Promise.all(callers.map((caller) => storage.users.create(caller)));
      expect(new Set(users.map(({ id }) => id)).size).toBe(1);
      expect(await storage.users.findById(users[0]?.id ?? '')).toEqual(users[0]);
    });

    it('rejects an id that is taken', async () => {
      const first = guest('first');
      await storage.users.create(first);
      await expect(storage.users.create({ ...guest('second'), id: first.id })).rejects.toThrow(
        /constraint/i,
      );
    });

    it('does not give a name away by creating its user', async () => {
      await createGuest(storage, 'Bob');
      expect(await storage.users.findHolder('bob')).toBeNull();
    });

    it('gives a free name to one of many callers at once', async () => {
      const users = await Promise.all(
        Array.from({ length: 20 }, () => createGuest(storage, 'bob')),
      );
      const claims = await Promise.all(
        users.map(({ id }) => storage.users.claimName('bob', id, null)),
      );
      expect(claims.filter(Boolean)).toHaveLength(1);
      expect(await storage.users.findHolder('bob')).toEqual(users[claims.indexOf(true)]);
    });

    it('passes a name on only from the holder that was expected', async () => {
      const [old, next, late] = [
        await createGuest(storage, 'bob'),
        await createGuest(storage, 'bob'),
        await createGuest(storage, 'bob'),
      ];
      expect(await storage.users.claimName('bob', next.id, old.id)).toBe(false);
      await storage.users.claimName('bob', old.id, null);
      const claims = await Promise.all([
        storage.users.claimName('bob', next.id, old.id),
        storage.users.claimName('bob', late.id, old.id),
        storage.users.claimName('bob', late.id, null),
      ]);
      expect(claims).toEqual([true, false, false]);
      expect((await storage.users.findHolder('bob'))?.id).toBe(next.id);
      expect((await storage.users.findById(old.id))?.username).toBe('bob');
    });

    it('renames, also where members are listed by name', async () => {
      const user = await createGuest(storage, 'anna');
      const other = await createGuest(storage, 'mia');
      const room = await storage.rooms.findOrCreate({
        id: 'room',
        name: 'room',
        nameKey: 'room',
        createdAt: 1,
      });
      await storage.memberships.join(room.id, user.id, 1);
      await storage.memberships.join(room.id, other.id, 1);
      await storage.users.claimName('zoe', user.id, null);
      await storage.users.rename(user.id, 'Zoë', 'zoe');
      expect(await storage.users.findHolder('zoe')).toEqual({
        ...user,
        username: 'Zoë',
        nameKey: 'zoe',
      });
      const members = await storage.memberships.list(room.id, 10);
      expect(members.map(({ username }) => username)).toEqual(['mia', 'Zoë']);
    });

    it('ends the memberships of rooms, not of conversations, of who loses a name', async () => {
      const old = await createGuest(storage, 'bob');
      const next = await createGuest(storage, 'bob');
      const anna = await createGuest(storage, 'anna');
      await storage.users.claimName('bob', old.id, null);
      const room = await createRoom(storage, 'lobby');
      const direct = await createConversation(storage, old, anna);
      for (const { id } of [old, anna]) await storage.memberships.join(room.id, id, 1);
      await storage.users.claimName('bob', next.id, 'someone else');
      expect(await storage.memberships.isMember(room.id, old.id)).toBe(true);

      await storage.users.claimName('bob', next.id, old.id);
      expect(await storage.memberships.isMember(room.id, old.id)).toBe(false);
      expect(await storage.rooms.findById(room.id)).toMatchObject({ memberCount: 1 });
      expect(await storage.memberships.isMember(direct.id, old.id)).toBe(true);
    });

    it('moves lastSeenAt forward, never back', async () => {
      const { id } = await createGuest(storage, 'bob');
      await storage.users.touchAll([3_000, 5_000, 4_000].map((at) => ({ userId: id, at })));
      await storage.users.touchAll([{ userId: id, at: 1_000 }]);
      expect((await storage.users.findById(id))?.lastSeenAt).toBe(5_000);
    });
  });
}
