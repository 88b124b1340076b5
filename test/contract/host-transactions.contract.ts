import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { User } from '../../src/identity/user.js';
import type { HostTransaction } from '../../src/rooms/host-transactions.js';
import type { AppendOutcome, Draft } from '../../src/rooms/message.repository.js';
import type { RoomState } from '../../src/rooms/room.js';
import type { Storage } from '../../src/storage/storage.js';
import { createConversation, createGuest, createRoom, draft, guest, write } from './fixtures.js';

/** A storage, and how its host begins a transaction, commits it or, when `work` rejects, rolls back. */
export interface HostStorage {
  readonly storage: Storage;
  transact<T>(work: (transaction: HostTransaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** What every `HostTransactions` and `OutboxRepository` do. */
export function hostTransactionsContract(open: () => Promise<HostStorage>): void {
  describe('HostTransactions and OutboxRepository', () => {
    let host: HostStorage;
    let storage: Storage;
    let room: RoomState;
    let anna: User;
    beforeEach(async () => {
      host = await open();
      ({ storage } = host);
      room = await createRoom(storage, 'lobby');
      anna = await createGuest(storage, 'anna');
    });
    afterEach(() => host.close());
    const append = (transaction: HostTransaction, drafts: Draft[]): Promise<AppendOutcome[]> =>
      storage.hostTransactions.run(transaction, ({ messages }) => messages.appendAll(drafts));
    const send = (drafts: Draft[]) => host.transact((transaction) => append(transaction, drafts));
    const texts = async () =>
      (await storage.messages.read(room.id, { limit: 100 })).entries.map(({ text }) => text);
    const waiting = async (limit = 100) =>
      (await storage.outbox.first(limit)).map(({ message }) => message.text);
    const say = (text: string, roomId = room.id) => draft(roomId, anna.id, { text });

    it('keeps and puts into the outbox what is committed', async () => {
      const sent = { ...say('kept'), clientId: 'k' };
      expect(await send([sent])).toEqual([{ kind: 'appended', seq: 1, outbox: 'this' }]);
      expect(await texts()).toEqual(['kept']);
      expect(await storage.outbox.first(10)).toEqual([
        {
          room: { id: room.id, kind: 'room', name: 'lobby' },
          message: { ...sent, seq: 1, senderName: 'anna' },
          sender: anna,
          recipient: null,
        },
      ]);
    });

    it('keeps nothing of what is rolled back, and leaves no gap', async () => {
      const changed = host.transact(async (transaction) => {
        expect(await append(transaction, [say('gone'), say('gone')])).toHaveLength(2);
        throw new Error('The host has changed its mind');
      });
      await expect(changed).rejects.toThrow('changed its mind');
      expect([await texts(), await waiting()]).toEqual([[], []]);
      expect(await send([say('first')])).toMatchObject([{ seq: 1 }]);
      expect(await write(storage, room, anna, 1)).toMatchObject([{ seq: 2 }]);
    });

    it('knows a clientId across transactions, and within one', async () => {
      const first = { ...say('once'), clientId: 'k' };
      const again = { ...say('once'), clientId: 'k' };
      const original = { id: first.id, seq: 1, at: first.at };
      await host.transact(async (transaction) => {
        await append(transaction, [first]);
        expect(await append(transaction, [again])).toEqual([{ kind: 'duplicate', original }]);
        expect(await append(transaction, [{ ...again, text: 'other' }])).toEqual([
          { kind: 'client-id-reused' },
        ]);
      });
      expect(await send([again])).toEqual([{ kind: 'duplicate', original }]);
      expect(await storage.messages.appendAll([again])).toEqual([{ kind: 'duplicate', original }]);
      expect([await texts(), await waiting()]).toEqual([['once'], ['once']]);
    });

    it('numbers densely for callers at once, within transactions and without', async () => {
      const one = (i: number) =>
        i % 2 === 0 ? send([say(`${i}`)]) : storage.messages.appendAll([say(`${i}`)]);
      await Promise.all(Array.from({ length: 20 }, (_, i) => one(i)));
      await host.transact((transaction) =>
        Promise.all(Array.from({ length: 10 }, (_, i) => append(transaction, [say(`${20 + i}`)]))),
      );
      const { entries } = await storage.messages.read(room.id, { limit: 100 });
      expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
      expect(await waiting()).toHaveLength(20);
      expect([await storage.outbox.count(100), await storage.outbox.count(7)]).toEqual([20, 7]);
    });

    it('lets the host go on after a send of which nothing was kept', async () => {
      const taken = say('taken');
      await host.transact(async (transaction) => {
        await append(transaction, [taken]);
        await expect(append(transaction, [say('broken'), { ...taken }])).rejects.toThrow(
          /constraint/i,
        );
        expect(await append(transaction, [say('next')])).toMatchObject([{ seq: 2 }]);
      });
      expect([await texts(), await waiting()]).toEqual([
        ['taken', 'next'],
        ['taken', 'next'],
      ]);
    });

    it('makes people, rooms and conversations within the transaction', async () => {
      const transacted = (fail: boolean) =>
        host.transact((transaction) =>
          storage.hostTransactions.run(transaction, async ({ users, rooms, conversations }) => {
            const bob = await users.create({ ...guest('bob'), id: 'bob', subject: 'bob' });
            await users.claimName('bob', bob.id, null);
            await rooms.findOrCreate({ id: 'new', name: 'New', nameKey: 'new', createdAt: 1 });
            await conversations.findOrCreate('direct', anna.id, bob.id, 1);
            if (fail) throw new Error('undone');
          }),
        );
      await expect(transacted(true)).rejects.toThrow('undone');
      expect(await storage.rooms.findByKey('new')).toBeNull();
      expect(await storage.users.findHolder('bob')).toBeNull();
      await transacted(false);
      expect(await storage.rooms.findByKey('new')).toMatchObject({ id: 'new' });
      expect(await storage.conversations.find('bob', anna.id)).toMatchObject({ id: 'direct' });
    });

    it('tells an append of earlier messages in the outbox, until they are taken out', async () => {
      const other = await createRoom(storage, 'other');
      await send([say('held')]);
      const ordinary = () =>
        storage.messages.appendAll([say('ordinary'), say('ordinary', other.id)]);
      expect(await ordinary()).toEqual([
        { kind: 'appended', seq: 2, outbox: 'earlier' },
        { kind: 'appended', seq: 1 },
      ]);
      await storage.outbox.remove([{ roomId: room.id, seq: 1 }]);
      expect(await ordinary()).toEqual([
        { kind: 'appended', seq: 3 },
        { kind: 'appended', seq: 2 },
      ]);
    });

    it('gives entries in order, in pages, of all rooms or before a place', async () => {
      const other = await createRoom(storage, 'other');
      await send([say('1'), say('o1', other.id), say('2')]);
      await send([say('3'), say('o2', other.id)]);
      const rooms = { [room.id]: ['1', '2', '3'], [other.id]: ['o1', 'o2'] };
      const ordered = [room.id, other.id].sort().flatMap((id) => rooms[id] ?? []);
      expect(await waiting()).toEqual(ordered);
      expect(await waiting(2)).toEqual(ordered.slice(0, 2));
      const before = async (seq: number, limit: number) =>
        (await storage.outbox.before({ roomId: room.id, seq }, limit)).map(
          ({ message }) => message.text,
        );
      expect(await before(3, 10)).toEqual(['1', '2']);
      expect(await before(3, 1)).toEqual(['1']);
      expect(await before(1, 10)).toEqual([]);
      await storage.outbox.remove([]);
      await storage.outbox.remove([
        { roomId: room.id, seq: 1 },
        { roomId: room.id, seq: 1 },
        { roomId: other.id, seq: 2 },
        { roomId: 'none', seq: 1 },
      ]);
      expect([...(await waiting())].sort()).toEqual(['2', '3', 'o1']);
    });

    it('says who a private message is for', async () => {
      const bob = await createGuest(storage, 'bob');
      const direct = await createConversation(storage, anna, bob);
      await send([draft(direct.id, anna.id), draft(direct.id, bob.id)]);
      const people = (await storage.outbox.first(10)).map(({ sender, recipient }) => [
        sender,
        recipient,
      ]);
      expect(people).toEqual([
        [anna, bob],
        [bob, anna],
      ]);
    });

    it('forgets what waits in a room that is deleted', async () => {
      await send([say('never')]);
      await storage.rooms.delete(room.id);
      expect(await waiting()).toEqual([]);
    });

    it('refuses what is no transaction of its database', async () => {
      const other = await open();
      try {
        await expect(other.transact((foreign) => append(foreign, [say('x')]))).rejects.toThrow(
          new TypeError('transaction must be one of storage.kysely'),
        );
        await expect(append({ isTransaction: true }, [say('x')])).rejects.toThrow(TypeError);
      } finally {
        await other.close();
      }
      expect(await texts()).toEqual([]);
    });
  });
}
