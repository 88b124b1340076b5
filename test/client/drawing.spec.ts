import { describe, expect, it } from '@jest/globals';
import { connect, join, server, texts, time, within } from './model-world.js';

describe('what can be drawn', () => {
  it('is the same object until something changes, and told once a turn', async () => {
    const room = await join(connect({ username: 'alice' }));
    const before = room.snapshot;
    expect(room.getSnapshot()).toBe(before);
    let told = 0;
    const stop = room.subscribe(() => (told += 1));
    void room.send('one');
    void room.send('two');
    expect(room.snapshot).not.toBe(before);
    expect(room.snapshot.members).toBe(before.members);
    expect(before.messages).toEqual([]);
    await Promise.resolve();
    await Promise.resolve();
    expect(told).toBe(1);
    stop();
    await time.pass(1_000);
    expect(told).toBe(1);
  });

  it('shows who types until they stop, send or fall silent', async () => {
    const room = await join(connect({ username: 'alice' }));
    const typing = (username: string, typing: boolean): void =>
      server.tell('alice', { event: 'typing', payload: { room: 'lobby', username, typing } });
    typing('bob', true);
    typing('carol', true);
    typing('dave', true);
    await time.pass(10);
    expect([...room.typists].toSorted()).toEqual(['bob', 'carol', 'dave']);
    typing('bob', false);
    server.post('lobby', 'carol', 'hello');
    await time.pass(10);
    expect(room.typists).toEqual(['dave']);
    await time.pass(6_000);
    expect(room.typists).toEqual([]);
  });

  it('tells that one types at most every three seconds', async () => {
    const room = await join(connect({ username: 'alice' }));
    for (let n = 0; n < 10; n += 1) {
      room.typing();
      await time.pass(500);
    }
    room.typing(false);
    room.typing(false);
    await time.pass(10);
    const told = server.requests.filter(({ event }) => event === 'typing');
    expect(told.map(({ payload }) => payload)).toMatchObject([
      { typing: true },
      { typing: true },
      { typing: false },
    ]);
  });

  it('follows members, presence and notices', async () => {
    const chat = connect({ username: 'alice' });
    const room = await join(chat);
    const presence: string[] = [];
    chat.on('presence', ({ username, status }) => presence.push(`${username} ${status}`));
    const at = new Date(0).toISOString();
    const tell = server.tell.bind(server, 'alice');
    tell({
      event: 'room members',
      payload: { room: 'lobby', joined: ['bob'], left: [], count: 2 },
    });
    tell({ event: 'presence', payload: { username: 'bob', status: 'away', at } });
    await time.pass(10);
    expect(room.members).toContainEqual({ username: 'bob', status: 'away' });
    tell({
      event: 'room members',
      payload: { room: 'lobby', joined: [], left: ['bob'], count: 2 },
    });
    const notice = { type: 'system', event: 'left', room: 'lobby', username: 'bob' } as const;
    tell({ event: 'new message', payload: { ...notice, message: 'bob has left !', at } });
    await time.pass(10);
    expect(room.members.at(-1)).toMatchObject({ username: 'bob', status: 'offline' });
    expect(room.count).toBe(2);
    expect(room.notices).toMatchObject([{ message: 'bob has left !', afterSeq: 0 }]);
    expect(presence).toEqual(['bob away']);
  });

  it('goes on when a listener throws', async () => {
    const room = await join(connect({ username: 'alice' }));
    const uncaught: unknown[] = [];
    const report = queueMicrotask;
    globalThis.queueMicrotask = (task) =>
      report(() => {
        try {
          task();
        } catch (error) {
          uncaught.push(error);
        }
      });
    try {
      room.on('message', () => {
        throw new Error('a bug of the page');
      });
      await within(1_000, room.send('one'));
      await within(1_000, room.send('two'));
    } finally {
      globalThis.queueMicrotask = report;
    }
    expect(texts(room)).toEqual(['one', 'two']);
    expect(uncaught).toHaveLength(2);
  });
});

describe('history', () => {
  it('goes back and forth, page by page', async () => {
    for (let n = 1; n <= 120; n += 1) server.post('lobby', 'bob', `${n}`);
    const room = await join(connect({ username: 'alice' }));
    const walk = async (history: AsyncIterable<{ seq: number }>): Promise<number[]> => {
      const seqs: number[] = [];
      for await (const { seq } of history) seqs.push(seq);
      return seqs;
    };
    const forth = Array.from({ length: 120 }, (_, index) => index + 1);
    const back = forth.toReversed();
    expect(await within(5_000, walk(room.history()))).toEqual(back);
    expect(await within(5_000, walk(room.history({ before: 71 })))).toEqual(back.slice(50));
    expect(await within(5_000, walk(room.history({ after: 0 })))).toEqual(forth);
    const page = await within(1_000, room.page({ before: 11, limit: 5 }));
    expect(page.messages.map(({ seq }) => seq)).toEqual([6, 7, 8, 9, 10]);
    expect(page.complete).toBe(false);
  });
});
