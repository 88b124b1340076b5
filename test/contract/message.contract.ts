import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { User } from '../../src/identity/user.js';
import type { LogRange } from '../../src/rooms/message.repository.js';
import type { RoomState } from '../../src/rooms/room.js';
import type { Storage } from '../../src/storage/storage.js';
import { appendProperty } from './append.property.js';
import { createGuest, createRoom, draft, write, type OpenStorage } from './fixtures.js';

/** What every `MessageRepository` does. */
export function messageRepositoryContract(open: OpenStorage): void {
  describe('MessageRepository', () => {
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
    const read = async (range: LogRange) => {
      const { entries, complete } = await storage.messages.read(room.id, range);
      return { seqs: entries.map(({ seq }) => seq), complete };
    };

    it('gives drafts their places in the order given, per room', async () => {
      const other = await createRoom(storage, 'other');
      const drafts = [room, other, room, room, other].map(({ id }) => draft(id, anna.id));
      const outcomes = await storage.messages.appendAll(drafts);
      expect(outcomes).toEqual([1, 1, 2, 3, 2].map((seq) => ({ kind: 'appended', seq })));
      expect(await storage.messages.appendAll([])).toEqual([]);
      expect((await storage.rooms.findById(room.id))?.lastSeq).toBe(3);
    });

    it('keeps every field, and text in any script', async () => {
      const texts = [
        'naïve 日本語 🙂',
        '{"json": [1, null]}',
        "'; drop table users; --",
        '123',
        'a\n\tb\\',
      ];
      const drafts = texts.map((text, i) =>
        draft(room.id, anna.id, { text, clientId: `c${i}`, at: 1_700_000_000_000 + i }),
      );
      await storage.messages.appendAll(drafts);
      const { entries } = await storage.messages.read(room.id, { limit: 10 });
      expect(entries).toEqual(
        drafts.map((sent, i) => ({ ...sent, seq: i + 1, senderName: 'anna' })),
      );
    });

    it('survives text that is not well-formed Unicode', async () => {
      await storage.messages.appendAll([draft(room.id, anna.id, { text: 'a\ud800b' })]);
      const { entries } = await storage.messages.read(room.id, { limit: 1 });
      expect(entries.map(({ text }) => text)).toEqual(['a\ufffdb']);
    });

    it('numbers densely for many callers at once', async () => {
      const calls = Array.from({ length: 50 }, (_, i) =>
        storage.messages.appendAll([
          draft(room.id, anna.id, { text: `${i}` }),
          draft(room.id, bob.id),
        ]),
      );
      const seqs = (await Promise.all(calls))
        .flat()
        .map((outcome) => (outcome.kind === 'appended' ? outcome.seq : 0));
      expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    });

    it('appends once for a clientId, however it is repeated', async () => {
      const send = () => draft(room.id, anna.id, { clientId: 'k', text: 'once' });
      const first = { ...send(), at: 7_000 };
      const batch = await storage.messages.appendAll([first, send()]);
      const original = { id: first.id, seq: 1, at: 7_000 };
      expect(batch).toEqual([
        { kind: 'appended', seq: 1 },
        { kind: 'duplicate', original },
      ]);
      const retries = await Promise.all(
        Array.from({ length: 10 }, () => storage.messages.appendAll([send()])),
      );
      for (const retry of retries) expect(retry).toEqual([{ kind: 'duplicate', original }]);
      expect((await read({ limit: 10 })).seqs).toEqual([1]);
    });

    it('tells a clientId under another text from one of another sender or room', async () => {
      const other = await createRoom(storage, 'other');
      const sent = draft(room.id, anna.id, { clientId: 'k' });
      const outcomes = await storage.messages.appendAll([
        sent,
        { ...sent, id: 'other-text', text: 'changed' },
        { ...sent, id: 'other-sender', senderId: bob.id },
        { ...sent, id: 'other-room', roomId: other.id },
      ]);
      expect(outcomes).toEqual([
        { kind: 'appended', seq: 1 },
        { kind: 'client-id-reused' },
        { kind: 'appended', seq: 2 },
        { kind: 'appended', seq: 1 },
      ]);
      expect(await storage.messages.appendAll([{ ...sent, id: 'later', text: 'changed' }])).toEqual(
        [{ kind: 'client-id-reused' }],
      );
    });

    it('passes over drafts to rooms that do not exist', async () => {
      const outcomes = await storage.messages.appendAll([
        draft('none', anna.id, { clientId: 'k' }),
        draft(room.id, anna.id),
      ]);
      expect(outcomes).toEqual([{ kind: 'no-such-room' }, { kind: 'appended', seq: 1 }]);
    });

    it('stores nothing of a call that is rejected, and goes on where it was', async () => {
      await write(storage, room, anna, 2);
      const taken = draft(room.id, anna.id);
      const broken = storage.messages.appendAll([taken, draft(room.id, bob.id), { ...taken }]);
      const next = storage.messages.appendAll([draft(room.id, bob.id)]);
      await expect(broken).rejects.toThrow(/constraint/i);
      expect(await next).toEqual([{ kind: 'appended', seq: 3 }]);
      expect((await read({ limit: 10 })).seqs).toEqual([1, 2, 3]);
    });

    it('reads pages from either end', async () => {
      await write(storage, room, anna, 10);
      expect(await read({ limit: 3 })).toEqual({ seqs: [8, 9, 10], complete: false });
      expect(await read({ limit: 10 })).toMatchObject({ complete: true });
      expect(await read({ limit: 9 })).toMatchObject({ complete: false });
      expect(await read({ limit: 3, before: 8 })).toEqual({ seqs: [5, 6, 7], complete: false });
      expect(await read({ limit: 3, before: 4 })).toEqual({ seqs: [1, 2, 3], complete: true });
      expect(await read({ limit: 3, before: 1 })).toEqual({ seqs: [], complete: true });
      expect(await read({ limit: 3, after: 0 })).toEqual({ seqs: [1, 2, 3], complete: false });
      expect(await read({ limit: 3, after: 7 })).toEqual({ seqs: [8, 9, 10], complete: true });
      expect(await read({ limit: 3, after: 99 })).toEqual({ seqs: [], complete: true });
      expect(await read({ limit: 2, after: 2, before: 6 })).toEqual({
        seqs: [3, 4],
        complete: false,
      });
      expect(await read({ limit: 3, after: 2, before: 6 })).toEqual({
        seqs: [3, 4, 5],
        complete: true,
      });
      expect(await storage.messages.read('none', { limit: 5 })).toEqual({
        entries: [],
        complete: true,
      });
    });

    it('appends a batch of any size', async () => {
      const outcomes = await write(storage, room, anna, 6_000);
      expect(outcomes.at(-1)).toEqual({ kind: 'appended', seq: 6_000 });
      expect((await read({ limit: 6_000 })).seqs).toHaveLength(6_000);
    });

    it('agrees with a simple model for any batches', async () => {
      await expect(appendProperty(storage)).resolves.toBeUndefined();
    });
  });
}
