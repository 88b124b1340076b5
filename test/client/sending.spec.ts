import { describe, expect, it } from '@jest/globals';
import { ChatException } from '../../src/protocol/index.js';
import { ClientClosedError, memoryStorage } from '../../src/client/index.js';
import { connect, errorOf, join, server, states, texts, time, within } from './model-world.js';

describe('sending', () => {
  it('shows a message as sending, then as sent, under one key', async () => {
    const room = await join(connect({ username: 'alice' }));
    const result = room.send('hello');
    expect(room.messages).toMatchObject([{ state: 'sending', message: 'hello', mine: true }]);
    const key = room.messages[0]?.key;
    expect(await within(1_000, result)).toMatchObject({ seq: 1, message: 'hello' });
    expect(room.messages).toMatchObject([{ state: 'sent', key, mine: true, seq: 1 }]);
  });

  it('waits while offline and keeps the order', async () => {
    const room = await join(connect({ username: 'alice' }));
    server.disconnect();
    const results = ['one', 'two', 'three'].map((text) => room.send(text));
    expect(states(room)).toEqual(['sending', 'sending', 'sending']);
    const stored = await within(5_000, Promise.all(results));
    expect(stored.map(({ seq, message }) => [seq, message])).toEqual([
      [1, 'one'],
      [2, 'two'],
      [3, 'three'],
    ]);
  });

  it('tries again what the server could not do, and does not store it twice', async () => {
    const room = await join(connect({ username: 'alice' }));
    server.failNext.set('new message', [errorOf('UNAVAILABLE'), errorOf('RATE_LIMITED')]);
    await within(5_000, room.send('hello'));
    expect(texts(room)).toEqual(['hello']);
    expect(server.logs.of('lobby')).toHaveLength(1);
  });

  it('waits as long as the server asks', async () => {
    const room = await join(connect({ username: 'alice' }));
    const { error } = new ChatException('RATE_LIMITED', { retryAfterMs: 30_000 });
    server.failNext.set('new message', [error]);
    const result = room.send('hello');
    await time.pass(29_000);
    expect(server.logs.of('lobby')).toHaveLength(0);
    expect(room.messages).toMatchObject([{ state: 'sending', error: { code: 'RATE_LIMITED' } }]);
    await within(5_000, result);
    expect(room.messages[0]).not.toHaveProperty('error');
  });

  it('gives up what the server refuses; it can be tried again or discarded', async () => {
    const room = await join(connect({ username: 'alice' }));
    const failed: string[] = [];
    room.on('failed', ({ message }) => failed.push(message));
    server.failNext.set('new message', [errorOf('FORBIDDEN'), errorOf('FORBIDDEN')]);
    const rejected = [room.send('one'), room.send('two'), room.send('three')];
    await time.pass(2_000);
    const results = await Promise.allSettled(rejected);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(failed).toEqual(['one', 'two']);
    expect(states(room)).toEqual(['sent', 'failed', 'failed']);
    const [, one, two] = room.messages;
    expect(one).toMatchObject({ error: { code: 'FORBIDDEN' } });
    room.discard(one?.key ?? '');
    await within(1_000, room.retry(two?.key ?? ''));
    expect(room.messages.map(({ message, state }) => [message, state])).toEqual([
      ['three', 'sent'],
      ['two', 'sent'],
    ]);
  });

  it('keeps a failed message that cannot be tried again yet', async () => {
    const room = await join(connect({ username: 'alice', outboxSize: 1 }));
    server.failNext.set('new message', [errorOf('FORBIDDEN')]);
    await expect(within(1_000, room.send('one'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    server.disconnect();
    void room.send('two');
    const key = room.messages.find(({ state }) => state === 'failed')?.key ?? '';
    await expect(room.retry(key)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await expect(room.retry('unknown')).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(states(room).toSorted()).toEqual(['failed', 'sending']);
  });

  it.each([
    ['blank text', '  \n '],
    ['text that is too long', 'x'.repeat(4_001)],
  ])('refuses %s at once', async (_, text) => {
    const room = await join(connect({ username: 'alice' }));
    await expect(room.send(text)).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(room.messages).toEqual([]);
  });

  it('counts characters, not code units', async () => {
    const room = await join(connect({ username: 'alice' }));
    await within(1_000, room.send('😀'.repeat(4_000)));
    expect(room.messages).toHaveLength(1);
  });

  it('refuses more than the outbox holds', async () => {
    const room = await join(connect({ username: 'alice', outboxSize: 2 }));
    server.disconnect();
    const results = Promise.allSettled(['one', 'two', 'three'].map((text) => room.send(text)));
    const statuses = await within(5_000, results);
    expect(statuses).toMatchObject([
      { status: 'fulfilled' },
      { status: 'fulfilled' },
      { status: 'rejected', reason: { code: 'RATE_LIMITED' } },
    ]);
  });

  it('does not show the stored copy beside the message that waits for its answer', async () => {
    const room = await join(connect({ username: 'alice' }));
    void room.send('hello');
    while (server.logs.of('lobby').length === 0) await time.pass(0.05);
    server.disconnect();
    expect(server.logs.of('lobby')).toHaveLength(1);
    server.post('lobby', 'alice', 'hello');
    const shown: number[] = [];
    room.subscribe(() => shown.push(room.messages.length));
    await time.pass(10_000);
    expect(Math.max(...shown)).toBe(2);
    expect(room.messages.map(({ state, mine }) => [state, mine])).toEqual([
      ['sent', true],
      ['sent', true],
    ]);
  });
});

describe('the storage', () => {
  it('gives the next run what was not sent, in order, and the token', async () => {
    const storage = memoryStorage();
    const first = connect({ username: 'alice', storage });
    const room = await join(first);
    server.disconnect();
    const lost = [room.send('one'), room.send('two')];
    await time.pass(0);
    first.close();
    await expect(lost[0]).rejects.toBeInstanceOf(ClientClosedError);
    await expect(lost[1]).rejects.toBeInstanceOf(ClientClosedError);
    const again = await join(connect({ username: 'alice', storage }));
    void again.send('three');
    await time.pass(5_000);
    expect(texts(again)).toEqual(['one', 'two', 'three']);
    expect(server.handshakes.at(-1)).toEqual({ token: 'token-of-alice' });
    expect(await storage.get('parley:model::alice:outbox')).toBeUndefined();
  });

  it('is never shared between users', async () => {
    const storage = memoryStorage();
    const first = connect({ username: 'alice', storage });
    const room = await join(first);
    server.disconnect();
    void room.send('of alice');
    await time.pass(0);
    first.close();
    await join(connect({ username: 'bob', storage }));
    await time.pass(5_000);
    expect(server.logs.of('lobby')).toEqual([]);
  });

  it('may fail without harm', async () => {
    const fail = (): never => {
      throw new Error('forbidden');
    };
    const storage = { get: fail, set: fail, delete: fail };
    const room = await join(connect({ username: 'alice', storage }));
    await within(1_000, room.send('hello'));
    expect(texts(room)).toEqual(['hello']);
  });

  it('may hold anything', async () => {
    const storage = memoryStorage();
    await storage.set('parley:model::alice:outbox', '[1,{"room":5},{"room":"lobby"}');
    const room = await join(connect({ username: 'alice', storage }));
    await within(1_000, room.send('hello'));
    expect(texts(room)).toEqual(['hello']);
  });
});
