import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Storage } from '../../src/storage/storage.js';
import {
  createAccount,
  createConversation,
  createGuest,
  createRoom,
  registered,
  session,
  type OpenStorage,
} from './fixtures.js';

/** What every `AccountRepository` does. */
export function accountRepositoryContract(open: OpenStorage): void {
  describe('AccountRepository', () => {
    let storage: Storage;
    let close: () => Promise<void>;
    beforeEach(async () => {
      ({ storage, close } = await open());
    });
    afterEach(() => close());

    it('registers a user with their name, which is found by it and by the id', async () => {
      const anna = await createAccount(storage, 'Anna');
      const account = { user: anna, passwordHash: 'hash', disabledAt: null };
      expect(await storage.accounts.findByName('anna')).toEqual(account);
      expect(await storage.accounts.findByUser(anna.id)).toEqual(account);
      expect(await storage.users.findHolder('anna')).toEqual(anna);
      expect(await storage.accounts.findByName('bob')).toBeNull();
      expect(await storage.accounts.findByUser('nobody')).toBeNull();
    });

    it('finds no account of a guest', async () => {
      const bob = await createGuest(storage, 'bob');
      await storage.users.claimName('bob', bob.id, null);
      expect(await storage.accounts.findByName('bob')).toBeNull();
      expect(await storage.accounts.findByUser(bob.id)).toBeNull();
    });

    it('gives a name to one of many who register it, and leaves nothing of the others', async () => {
      const people = Array.from({ length: 8 }, () => registered('zoe'));
      const won = await Promise.all(
        people.map((user) =>
          storage.accounts.register({ user, passwordHash: 'hash', at: 1 }, null),
        ),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      const found = await Promise.all(people.map(({ id }) => storage.users.findById(id)));
      expect(found.map((user) => user !== null)).toEqual(won);
    });

    it("takes a name over from the guest that was expected, and ends that guest's memberships", async () => {
      const guest = await createGuest(storage, 'kim');
      await storage.users.claimName('kim', guest.id, null);
      const room = await createRoom(storage, 'lobby');
      await storage.memberships.join(room.id, guest.id, 1);
      const account = { user: registered('kim'), passwordHash: 'hash', at: 1 };
      expect(await storage.accounts.register(account, null)).toBe(false);
      expect(await storage.accounts.register(account, guest.id)).toBe(true);
      expect(await storage.users.findHolder('kim')).toEqual(account.user);
      expect(await storage.memberships.isMember(room.id, guest.id)).toBe(false);
    });

    it('makes an account of a guest, who keeps what is theirs', async () => {
      const guest = await createGuest(storage, 'Lee');
      const other = await createGuest(storage, 'mia');
      await storage.users.claimName('lee', guest.id, null);
      const room = await createRoom(storage, 'lobby');
      const direct = await createConversation(storage, guest, other);
      await storage.memberships.join(room.id, guest.id, 1);
      // What is remembered of a name must not outlive this.
      expect(await storage.users.findHolder('lee')).toMatchObject({ kind: 'guest' });

      const last = await storage.sessions.lastEnded();
      const account = { user: guest, passwordHash: 'hash', at: 1_000 };
      expect(await storage.accounts.adopt(account)).toEqual([guest.id]);
      expect(await storage.accounts.findByName('lee')).toMatchObject({
        user: { ...guest, kind: 'registered' },
      });
      expect(await storage.users.findHolder('lee')).toMatchObject({ kind: 'registered' });
      expect(await storage.memberships.isMember(room.id, guest.id)).toBe(true);
      expect(await storage.memberships.isMember(direct.id, guest.id)).toBe(true);
      expect(await storage.sessions.endedAfter(last, 10)).toMatchObject([{ id: guest.id }]);
      expect(await storage.accounts.adopt(account)).toBeNull();
    });

    it('makes no account of a guest whose name has passed on', async () => {
      const old = await createGuest(storage, 'nia');
      const next = await createGuest(storage, 'nia');
      await storage.users.claimName('nia', next.id, null);
      const account = { user: old, passwordHash: 'hash', at: 1 };
      expect(await storage.accounts.adopt(account)).toBeNull();
      expect(await storage.users.findById(old.id)).toMatchObject({ kind: 'guest' });
    });

    it('changes a password that is still the one it was, and ends the other sessions', async () => {
      const { id: userId } = await createAccount(storage, 'omar');
      const [kept, other] = [session(userId), session(userId)];
      for (const one of [kept, other]) await storage.sessions.begin(one, 'hash', 1);
      const change = { userId, from: 'hash', to: 'next', keptSessionId: kept.id, at: 2 };
      expect(await storage.accounts.changePassword({ ...change, from: 'other' })).toBeNull();
      expect(await storage.accounts.changePassword(change)).toEqual([other.id]);
      expect(await storage.accounts.findByUser(userId)).toMatchObject({ passwordHash: 'next' });
      expect(await storage.sessions.isLive(kept.id)).toBe(true);
      expect(await storage.sessions.isLive(other.id)).toBe(false);
      expect(await storage.accounts.changePassword(change)).toBeNull();
    });

    it('shuts an account out with all of its sessions, and lets it in again', async () => {
      const { id: userId } = await createAccount(storage, 'pia');
      const one = session(userId);
      await storage.sessions.begin(one, 'hash', 1);
      expect(await storage.accounts.disable(userId, 5)).toEqual([one.id]);
      expect(await storage.accounts.findByUser(userId)).toMatchObject({ disabledAt: 5 });
      expect(await storage.sessions.isLive(one.id)).toBe(false);
      expect(await storage.sessions.begin(session(userId), 'hash', 6)).toBeNull();
      const change = { userId, from: 'hash', to: 'next', keptSessionId: one.id, at: 2 };
      expect(await storage.accounts.changePassword(change)).toBeNull();
      expect(await storage.accounts.enable(userId)).toBe(true);
      expect(await storage.sessions.begin(session(userId), 'hash', 7)).toEqual([]);
      expect(await storage.accounts.disable('nobody', 5)).toBeNull();
      expect(await storage.accounts.enable('nobody')).toBe(false);
    });
  });
}
