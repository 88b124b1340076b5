import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Storage } from '../../src/storage/storage.js';
import { createAccount, session, type OpenStorage } from './fixtures.js';

/** What every `SessionRepository` does. */
export function sessionRepositoryContract(open: OpenStorage): void {
  describe('SessionRepository', () => {
    let storage: Storage;
    let close: () => Promise<void>;
    let userId: string;
    beforeEach(async () => {
      ({ storage, close } = await open());
      ({ id: userId } = await createAccount(storage, 'anna'));
    });
    afterEach(() => close());

    const begin = async () => {
      const one = session(userId);
      await storage.sessions.begin(one, 'hash', 1);
      return one;
    };

    it('finds a session by its family until it ends', async () => {
      const one = await begin();
      expect(await storage.sessions.isLive(one.id)).toBe(true);
      expect(await storage.sessions.findByFamily(one.familyHash)).toEqual(one);
      expect(await storage.sessions.end(one.id, 2)).toEqual([one.id]);
      expect(await storage.sessions.isLive(one.id)).toBe(false);
      expect(await storage.sessions.findByFamily(one.familyHash)).toBeNull();
      expect(await storage.sessions.findByFamily('other')).toBeNull();
    });

    it('begins none with another password than the account has', async () => {
      expect(await storage.sessions.begin(session(userId), 'another', 1)).toBeNull();
      expect(await storage.sessions.begin(session('nobody'), 'hash', 1)).toBeNull();
    });

    it('lets one of many callers replace a refresh token', async () => {
      const { id, refreshHash } = await begin();
      const next = (n: number) => ({ refreshHash: `next${n}`, expiresAt: 10_000 });
      const won = await Promise.all(
        Array.from({ length: 8 }, (_, n) => storage.sessions.rotate(id, refreshHash, next(n))),
      );
      expect(won.filter(Boolean)).toHaveLength(1);
      const winner = next(won.indexOf(true));
      expect(await storage.sessions.findByFamily(id)).toMatchObject(winner);
      await storage.sessions.end(id, 2);
      expect(await storage.sessions.rotate(id, winner.refreshHash, next(9))).toBe(false);
    });

    it('replaces the tokens of a session that lives', async () => {
      const { id, familyHash } = await begin();
      const next = { familyHash: 'family', refreshHash: 'hash', expiresAt: 10_000 };
      expect(await storage.sessions.replace(id, next)).toBe(true);
      expect(await storage.sessions.findByFamily(familyHash)).toBeNull();
      expect(await storage.sessions.findByFamily('family')).toMatchObject({ id, ...next });
      await storage.sessions.end(id, 2);
      expect(await storage.sessions.replace(id, next)).toBe(false);
    });

    it('keeps the newest 50 of a user', async () => {
      const first = await begin();
      for (let n = 2; n <= 50; n++) await begin();
      const last = session(userId);
      expect(await storage.sessions.begin(last, 'hash', 1)).toEqual([first.id]);
      expect(await storage.sessions.isLive(first.id)).toBe(false);
      expect(await storage.sessions.isLive(last.id)).toBe(true);
    });

    it('numbers those that end, each once, in the order of that', async () => {
      const before = await storage.sessions.lastEnded();
      const [a, b, c, d] = [await begin(), await begin(), await begin(), await begin()];
      await storage.sessions.end(b.id, 2);
      await storage.sessions.end(b.id, 2);
      await Promise.all([storage.sessions.end(a.id, 2), storage.sessions.end(d.id, 2)]);
      await storage.sessions.endAll(userId, 3);
      const ended = await storage.sessions.endedAfter(before, 10);
      expect(ended.map(({ id }) => id)).toEqual([b.id, ...orderOf(ended, a.id, d.id), c.id]);
      const seqs = ended.map(({ seq }) => seq);
      expect([...new Set(seqs)].sort((x, y) => x - y)).toEqual(seqs);
      expect(await storage.sessions.endedAfter(seqs[1] ?? 0, 1)).toEqual([ended[2]]);
      expect(await storage.sessions.lastEnded()).toBe(seqs[3]);
    });

    it('forgets what expired and what ended long ago, but goes on with the numbers', async () => {
      const [ended, last, expired] = [await begin(), await begin(), await begin()];
      const live = session(userId, { expiresAt: 1e13 });
      await storage.sessions.begin(live, 'hash', 1);
      await storage.sessions.end(ended.id, 1_000);
      await storage.sessions.end(last.id, 1_000);
      const number = await storage.sessions.lastEnded();
      await storage.sessions.prune(5_000);
      expect(await storage.sessions.findByFamily(expired.id)).not.toBeNull();
      expect(await storage.sessions.endedAfter(number - 2, 10)).toHaveLength(2);
      await storage.sessions.prune(1e12);
      expect(await storage.sessions.findByFamily(expired.id)).toBeNull();
      expect(await storage.sessions.isLive(live.id)).toBe(true);
      expect(await storage.sessions.lastEnded()).toBe(number);
      await storage.sessions.end(live.id, 2);
      expect(await storage.sessions.endedAfter(number, 10)).toEqual([
        { id: live.id, seq: number + 1 },
      ]);
    });
  });
}

/** The two ids in the order in which they are in the list. */
function orderOf(list: readonly { id: string }[], ...ids: readonly string[]): string[] {
  return list.map(({ id }) => id).filter((id) => ids.includes(id));
}
