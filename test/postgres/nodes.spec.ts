import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import type { User } from '../../src/identity/user.js';
import type { RoomState } from '../../src/rooms/room.js';
import type { Database } from '../../src/storage/database.js';
import { openDatabase } from '../../src/storage/open-database.js';
import { createStorage, type Storage } from '../../src/storage/storage.js';
import {
  describeWithDatabaseServer,
  startDatabaseServer,
  type DatabaseServer,
} from '../support/services/database-server.js';
import {
  createAccount,
  createConversation,
  createGuest,
  createRoom,
  draft,
  guest,
  session,
} from '../contract/fixtures.js';

/** Three nodes with connections of their own. */
describeWithDatabaseServer('nodes that share a PostgreSQL', () => {
  let postgres: DatabaseServer;
  let databases: Database[];
  let first: Database;
  let third: Database;
  let nodes: [Storage, Storage, Storage];
  let anna: User;
  let bob: User;
  beforeAll(async () => {
    postgres = await startDatabaseServer();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    const url = await postgres.createDatabase();
    // All at once, as containers start.
    const [one, two, three] = await Promise.all([url, url, url].map((url) => openDatabase(url)));
    if (!one || !two || !three) throw new Error('They did not open');
    databases = [one, two, three];
    first = one;
    third = three;
    nodes = [createStorage(one), createStorage(two), createStorage(three)];
    anna = await createGuest(nodes[0], 'anna');
    bob = await createGuest(nodes[0], 'bob');
  });
  afterEach(() => Promise.all(databases.map((database) => database.close())));

  const onEach = <T>(work: (node: Storage, at: number) => Promise<T>) =>
    Promise.all(nodes.map((node, at) => work(node, at)));
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

  async function seqsOf(room: RoomState): Promise<number[]> {
    const { entries } = await nodes[0].messages.read(room.id, { limit: 1_000 });
    return entries.map(({ seq }) => seq);
  }

  async function deadlocks(): Promise<number | undefined> {
    const { rows } = await sql<{ deadlocks: number }>`select deadlocks from pg_stat_database
      where datname = current_database()`.execute(first.kysely);
    return rows[0]?.deadlocks;
  }

  it('number the messages of a room densely', async () => {
    const room = await createRoom(nodes[0], 'lobby');
    await onEach(async ({ messages }) => {
      for (let i = 0; i < 20; i++) {
        await messages.appendAll([draft(room.id, anna.id), draft(room.id, bob.id)]);
      }
    });
    expect(await seqsOf(room)).toEqual(numbers(120));
    expect(await nodes[1].rooms.findById(room.id)).toMatchObject({ lastSeq: 120 });
  });

  it('make one message of a clientId that reaches them at the same time', async () => {
    const room = await createRoom(nodes[0], 'lobby');
    for (let round = 1; round <= 20; round++) {
      const outcomes = await onEach(({ messages }) =>
        messages.appendAll([draft(room.id, anna.id, { clientId: `k${round}` })]),
      );
      const kinds = outcomes.flat().map(({ kind }) => kind);
      expect(kinds.sort()).toEqual(['appended', 'duplicate', 'duplicate']);
    }
    expect(await seqsOf(room)).toEqual(numbers(20));
  });

  it('make one of each name, room and conversation', async () => {
    for (let round = 1; round <= 10; round++) {
      const held = await onEach(async ({ users }, at) => {
        const person = await users.create(guest(`same${round}`));
        const free = await users.claimName(`same${round}`, person.id, null);
        return free ? at : undefined;
      });
      expect(held.filter((winner) => winner !== undefined)).toHaveLength(1);
      const rooms = await onEach((node) => createRoom(node, `room${round}`));
      expect(new Set(rooms.map(({ id }) => id)).size).toBe(1);
      const other = await createGuest(nodes[0], `other${round}`);
      const direct = await onEach((node, at) =>
        at === 1 ? createConversation(node, other, bob) : createConversation(node, bob, other),
      );
      expect(new Set(direct.map(({ id }) => id)).size).toBe(1);
    }
  });

  it('read all sessions that end, in one order, however many end at once', async () => {
    const { id: userId } = await createAccount(nodes[0], 'carla');
    const open = await Promise.all(
      numbers(40).map(async () => {
        const one = session(userId);
        await nodes[0].sessions.begin(one, 'hash', 1);
        return one.id;
      }),
    );
    let remaining = open.length;
    const read: string[] = [];
    const reader = async () => {
      for (let seen = 0; read.length < open.length;) {
        const wasOver = remaining === 0;
        const page = await nodes[2].sessions.endedAfter(seen, 7);
        read.push(...page.map(({ id }) => id));
        seen = page.at(-1)?.seq ?? seen;
        // Whatever was committed before it was read from must be there.
        if (wasOver && page.length === 0) return;
      }
    };
    const ends = onEach(async ({ sessions }, at) => {
      const own = open.filter((_, i) => i % 3 === at);
      for (const id of own) {
        await sessions.end(id, 2);
        remaining -= 1;
      }
    });
    await Promise.all([ends, reader()]);
    expect(read).toHaveLength(open.length);
    expect(new Set(read)).toEqual(new Set(open));
  });

  it('begin no session of a password that is being changed', async () => {
    const { id: userId } = await createAccount(nodes[0], 'dora');
    for (let round = 1; round <= 20; round++) {
      const [from, to] = [round === 1 ? 'hash' : `hash${round - 1}`, `hash${round}`];
      const one = session(userId);
      const change = { userId, from, to, keptSessionId: '', at: 2 };
      await Promise.all([
        nodes[0].sessions.begin(one, from, 1),
        nodes[1].accounts.changePassword(change),
      ]);
      // Either it came first and was ended, or it came later and was refused.
      expect(await nodes[2].sessions.isLive(one.id)).toBe(false);
    }
    expect(await deadlocks()).toBe(0);
  });

  it('know of what waits in the outbox when they come after it', async () => {
    const room = await createRoom(nodes[0], 'lobby');
    const leavesBehind = createStorage(first, 'outbox');
    const waitsForLock = sql`select from pg_locks where not granted`;
    const later = await first.kysely.transaction().execute(async (transaction) => {
      const text = draft(room.id, anna.id);
      await leavesBehind.hostTransactions.run(transaction, ({ messages }) =>
        messages.appendAll([text]),
      );
      const appended = nodes[1].messages.appendAll([draft(room.id, bob.id)]);
      // Ends with the answer that the append waits.
      while ((await waitsForLock.execute(third.kysely)).rows.length === 0);
      return { appended };
    });
    expect(await later.appended).toEqual([{ kind: 'appended', seq: 2, outbox: 'earlier' }]);
  });

  it('never wait for each other in a circle, whatever they do at once', async () => {
    const people = await Promise.all(numbers(4).map((i) => createGuest(nodes[0], `guest${i}`)));
    const rooms = await Promise.all(numbers(4).map((i) => createRoom(nodes[0], `room${i}`)));
    const direct = await Promise.all(
      people.map((person) => createConversation(nodes[0], anna, person)),
    );
    const shuffled = <T>(list: readonly T[], by: number) => [
      ...list.slice(by % list.length),
      ...list.slice(0, by % list.length),
    ];
    const work = async ({ messages, memberships, conversations, users }: Storage, at: number) => {
      for (let i = at; i < 25 + at; i++) {
        const conversationsNow = shuffled(direct, i);
        const places = [...shuffled(rooms, i), ...conversationsNow];
        const marks = conversationsNow.map(({ id }) => ({ roomId: id, userId: anna.id, seq: i }));
        const seen = shuffled(people, i).map(({ id }) => ({ userId: id, at: 1_000 + i }));
        await Promise.all([
          messages.appendAll(places.map(({ id }) => draft(id, anna.id))),
          messages.appendAll(places.map(({ id }) => draft(id, people[i % 4]?.id ?? ''))),
          conversations.markDelivered(marks),
          users.touchAll(seen),
          users.rename(anna.id, 'anna', `anna${i}`),
          ...shuffled(rooms, i).map(({ id }) => memberships.join(id, anna.id, i)),
          memberships.leave(rooms[i % 4]?.id ?? '', anna.id),
        ]);
      }
    };
    await onEach(work);
    for (const room of [...rooms, ...direct]) {
      const { lastSeq } = (await nodes[0].rooms.findById(room.id)) ?? { lastSeq: 0 };
      expect(lastSeq).toBe(150);
      expect(await seqsOf(room)).toEqual(numbers(150));
    }
    expect(await deadlocks()).toBe(0);
  });
});
