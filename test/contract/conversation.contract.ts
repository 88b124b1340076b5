import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { User } from '../../src/identity/user.js';
import type { Storage } from '../../src/storage/storage.js';
import {
  createConversation,
  createGuest,
  createRoom,
  write,
  type OpenStorage,
} from './fixtures.js';

/** What every `ConversationRepository` does. */
export function conversationRepositoryContract(open: OpenStorage): void {
  describe('ConversationRepository', () => {
    let storage: Storage;
    let close: () => Promise<void>;
    let anna: User;
    let bob: User;
    let carl: User;
    beforeEach(async () => {
      ({ storage, close } = await open());
      anna = await createGuest(storage, 'anna');
      bob = await createGuest(storage, 'bob');
      carl = await createGuest(storage, 'carl');
    });
    afterEach(() => close());
    const undelivered = (user: User, limit = 100) =>
      storage.conversations.undelivered(user.id, limit);
    const mark = (roomId: string, user: User, seq: number) => ({ roomId, userId: user.id, seq });

    it('makes one conversation for a pair, whoever asks', async () => {
      expect(await storage.conversations.find(anna.id, bob.id)).toBeNull();
      const made = await Promise.all([
        createConversation(storage, anna, bob),
        createConversation(storage, bob, anna),
        createConversation(storage, anna, bob),
      ]);
      expect(new Set(made.map(({ id }) => id)).size).toBe(1);
      const [room] = made;
      expect(room).toMatchObject({ kind: 'direct', name: '', lastSeq: 0, memberCount: 2 });
      expect(await storage.conversations.find(bob.id, anna.id)).toEqual(room);
      for (const { id } of [anna, bob]) {
        expect(await storage.memberships.isMember(room.id, id)).toBe(true);
      }
    });

    it('lists those that hold a message, the newest first, as each of the two sees them', async () => {
      const withBob = await createConversation(storage, anna, bob);
      const withCarl = await createConversation(storage, carl, anna);
      await createConversation(storage, bob, carl);
      await write(storage, withBob, anna, 2, 5_000);
      await write(storage, withCarl, carl, 3, 6_000);
      const list = async (user: User, limit = 10, unreadLimit = 100) =>
        (await storage.conversations.listOf(user.id, limit, unreadLimit)).map(
          ({ room, with: other, unread }) => [other.username, room.lastSeq, unread],
        );
      expect(await list(anna)).toEqual([
        ['carl', 3, 3],
        ['bob', 2, 0],
      ]);
      expect(await list(bob)).toEqual([['anna', 2, 2]]);
      await write(storage, withBob, bob, 1, 7_000);
      expect(await list(anna, 1)).toEqual([['bob', 3, 1]]);
      expect(await list(anna, 10, 2)).toEqual([
        ['bob', 3, 1],
        ['carl', 3, 2],
      ]);
      expect(await storage.conversations.partnersOf(anna.id, 10)).toEqual([bob.id, carl.id]);
      expect(await storage.conversations.partnersOf(anna.id, 1)).toEqual([bob.id]);
      const [newest] = await storage.conversations.listOf(anna.id, 1, 1);
      expect(newest).toEqual({
        room: await storage.rooms.findById(withBob.id),
        with: bob,
        unread: 1,
      });
    });

    it('leaves out a conversation with who has lost their name to another', async () => {
      const heir = await createGuest(storage, 'bob');
      await write(storage, await createConversation(storage, anna, bob), bob, 1, 5_000);
      await write(storage, await createConversation(storage, anna, heir), heir, 1, 6_000);
      await storage.users.claimName('bob', bob.id, null);
      await storage.users.claimName('bob', heir.id, bob.id);
      const list = await storage.conversations.listOf(anna.id, 10, 10);
      expect(list.map(({ with: other }) => other.id)).toEqual([heir.id]);
    });

    it('shows a conversation with oneself once, with nothing unread', async () => {
      const own = await createConversation(storage, anna, anna);
      expect(own.memberCount).toBe(1);
      await write(storage, own, anna, 2);
      const list = await storage.conversations.listOf(anna.id, 10, 10);
      expect(list.map(({ with: other, unread }) => [other.id, unread])).toEqual([[anna.id, 0]]);
      expect(await undelivered(anna)).toEqual([]);
    });

    it('counts as read what was read', async () => {
      const room = await createConversation(storage, anna, bob);
      await write(storage, room, anna, 5);
      await storage.memberships.markRead(room.id, bob.id, 3);
      await write(storage, room, bob, 4);
      await write(storage, room, anna, 1);
      expect(await storage.memberships.unread(room.id, bob.id, 100)).toBe(3);
      expect((await storage.conversations.listOf(bob.id, 1, 100))[0]?.unread).toBe(3);
    });

    it("holds others' messages for a person until they are marked, in order", async () => {
      const withBob = await createConversation(storage, anna, bob);
      const withCarl = await createConversation(storage, anna, carl);
      await write(storage, withBob, bob, 2);
      await write(storage, withBob, anna, 1);
      await write(storage, withBob, bob, 1);
      await write(storage, withCarl, carl, 2);
      await write(storage, await createRoom(storage, 'lobby'), bob, 2);
      const waiting = await undelivered(anna);
      const places = waiting.map(({ roomId, seq }) => [roomId, seq]);
      const byRoom = [withBob.id, withCarl.id].sort();
      expect(places).toEqual(
        byRoom.flatMap((id) => (id === withBob.id ? [1, 2, 4] : [1, 2]).map((seq) => [id, seq])),
      );
      const fromBob = waiting.find(({ roomId }) => roomId === withBob.id);
      expect(fromBob).toMatchObject({ senderId: bob.id, senderName: 'bob', text: '1', seq: 1 });
      expect(await undelivered(anna, 4)).toEqual(waiting.slice(0, 4));
      expect(await undelivered(bob)).toHaveLength(1);
    });

    it('moves delivery marks forward, never back, and each for itself', async () => {
      const withBob = await createConversation(storage, anna, bob);
      const withCarl = await createConversation(storage, anna, carl);
      await write(storage, withBob, bob, 4);
      await write(storage, withCarl, carl, 1);
      await storage.conversations.markDelivered([]);
      await storage.conversations.markDelivered([
        mark(withBob.id, anna, 2),
        mark(withBob.id, anna, 3),
        mark(withBob.id, anna, 1),
        mark(withCarl.id, anna, 1),
        mark('none', anna, 9),
      ]);
      expect((await undelivered(anna)).map(({ seq }) => seq)).toEqual([4]);
      await storage.conversations.markDelivered([mark(withBob.id, anna, 2)]);
      expect((await undelivered(anna)).map(({ seq }) => seq)).toEqual([4]);
      await storage.conversations.markDelivered([mark(withBob.id, anna, 4)]);
      expect(await undelivered(anna)).toEqual([]);
      await write(storage, withBob, bob, 1);
      expect((await undelivered(anna)).map(({ seq }) => seq)).toEqual([5]);
    });
  });
}
