import { describe, expect, it } from '@jest/globals';
import { ChatException, type ChatError } from '../../src/protocol/index.js';
import { memoryStorage, type Transport } from '../../src/client/index.js';
import { connect, errorOf, join, server, texts, time, within } from './model-world.js';

describe('reconnecting', () => {
  it('resumes page by page what was missed, in order', async () => {
    const room = await join(connect({ username: 'alice', windowSize: 700 }));
    const told: number[] = [];
    room.on('message', ({ seq }) => told.push(seq));
    server.post('lobby', 'bob', 'before');
    await time.pass(1_000);
    server.disconnect();
    for (let n = 0; n < 999; n += 1) server.post('lobby', 'bob', 'missed');
    await time.pass(10_000);
    expect(told).toEqual(Array.from({ length: 1_000 }, (_, index) => index + 1));
    expect(room.messages).toHaveLength(700);
    expect(room.lastSeq).toBe(1_000);
    expect(room.unread).toBe(1_000);
    const sinces = server.requests.filter(({ event }) => event === 'join room');
    expect(sinces.at(-1)?.payload).toMatchObject({ since: 1 });
  });

  it('joins again when the connection goes together with the answer', async () => {
    let cut = false;
    const transport: Transport = {
      open(auth, listener) {
        const connection = server.transport.open(auth, listener);
        return {
          close: () => connection.close(),
          emit: (event, payload, onAnswer) =>
            connection.emit(event, payload, (answer) => {
              onAnswer(answer);
              if (event !== 'join room' || cut) return;
              cut = true;
              server.disconnect();
            }),
        };
      },
    };
    const room = await within(5_000, connect({ username: 'alice', transport }).join('lobby'));
    const joins = server.requests.filter(({ event }) => event === 'join room');
    expect(joins).toHaveLength(2);
    await within(1_000, room.send('hello'));
  });

  it('uses the token that joining gave, so that it is the same guest', async () => {
    const chat = connect({ username: 'alice' });
    await join(chat);
    server.disconnect();
    await time.pass(5_000);
    expect(server.handshakes).toEqual([{ username: 'alice' }, { token: 'token-of-alice' }]);
    expect(chat.connection).toBe('online');
  });

  it('backs off, but not before what the server asks', async () => {
    const { error } = new ChatException('DRAINING', { retryAfterMs: 60_000 });
    server.refuseNext.push(error);
    const chat = connect({ username: 'alice' });
    expect(chat.connection).toBe('connecting');
    await time.pass(59_000);
    expect(chat.snapshot).toMatchObject({ connection: 'offline', error: { code: 'DRAINING' } });
    expect(server.handshakes).toHaveLength(1);
    await time.pass(2_000);
    expect(chat.connection).toBe('online');
    expect(chat.error).toBeUndefined();
  });

  it('makes ever fewer attempts while there is no server', async () => {
    server.network.faults = { ...server.network.faults, refuse: 1 };
    connect({ username: 'alice' });
    await time.pass(600_000);
    expect(server.handshakes.length).toBeGreaterThan(600 / 20);
    expect(server.handshakes.length).toBeLessThan(600 / 10 + 10);
  });

  it('keeps the status of the device', async () => {
    const chat = connect({ username: 'alice' });
    await time.pass(1_000);
    await within(1_000, chat.setStatus('away'));
    server.disconnect();
    await time.pass(5_000);
    const told = server.requests.filter(({ event }) => event === 'set status');
    expect(told.map(({ payload }) => payload)).toEqual([{ status: 'away' }, { status: 'away' }]);
  });

  it('leaves a room into which the server does not let it back', async () => {
    const chat = connect({ username: 'alice' });
    const room = await join(chat);
    const left: (ChatError | undefined)[] = [];
    room.on('left', (error) => left.push(error));
    server.disconnect();
    server.failNext.set('join room', [errorOf('FORBIDDEN')]);
    const waiting = room.send('hello');
    await expect(within(5_000, waiting)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(left).toMatchObject([{ code: 'FORBIDDEN' }]);
    expect(room.snapshot).toMatchObject({ state: 'left', error: { code: 'FORBIDDEN' } });
    expect(chat.rooms).toEqual([]);
  });

  it('begins anew when the server has lost its data', async () => {
    const room = await join(connect({ username: 'alice' }));
    for (let n = 1; n <= 5; n += 1) server.post('lobby', 'bob', `old ${n}`);
    await time.pass(1_000);
    server.logs.clear();
    server.post('lobby', 'bob', 'new');
    server.disconnect();
    await time.pass(5_000);
    expect(texts(room)).toEqual(['new']);
    expect(room.lastSeq).toBe(1);
  });
});

describe('being refused', () => {
  it('says why, and rejects what waits and what comes', async () => {
    server.refuseNext.push(errorOf('USERNAME_TAKEN'));
    const chat = connect({ username: 'alice' });
    const states: string[] = [];
    chat.on('connection', (state) => states.push(state));
    await expect(within(1_000, chat.join('lobby'))).rejects.toMatchObject({
      code: 'USERNAME_TAKEN',
    });
    expect(states).toEqual(['refused']);
    expect(chat.snapshot).toMatchObject({
      connection: 'refused',
      error: { code: 'USERNAME_TAKEN' },
    });
    await expect(chat.join('lobby')).rejects.toMatchObject({ code: 'USERNAME_TAKEN' });
    await expect(chat.conversation('bob').send('hi')).rejects.toMatchObject({
      code: 'USERNAME_TAKEN',
    });
    await time.pass(600_000);
    expect(server.handshakes).toHaveLength(1);
  });

  it("is not for good while one's own lost connection may hold the name", async () => {
    const chat = connect({ username: 'alice' });
    await time.pass(1_000);
    server.refuseNext.push(errorOf('USERNAME_TAKEN'), errorOf('USERNAME_TAKEN'));
    server.disconnect();
    await time.pass(10_000);
    expect(chat.connection).toBe('online');
  });

  it('of a token from an earlier run falls back to the name', async () => {
    const storage = memoryStorage();
    await storage.set('parley:model::alice:token', 'stale');
    server.refuseNext.push(errorOf('UNAUTHORIZED'));
    const chat = connect({ username: 'alice', storage });
    await time.pass(1_000);
    expect(server.handshakes).toEqual([{ token: 'stale' }, { username: 'alice' }]);
    expect(chat.connection).toBe('online');
  });

  it('needs someone to be', () => {
    expect(() => connect()).toThrow(ChatException);
  });
});

describe('tokens', () => {
  it('are fetched anew before each connection, and when one has expired', async () => {
    let given = 0;
    const getToken = (): Promise<string> => Promise.resolve(`token-of-alice${(given += 1)}`);
    server.refuseNext.push(errorOf('TOKEN_EXPIRED'));
    const chat = connect({ getToken });
    await time.pass(1_000);
    expect(chat.connection).toBe('online');
    server.failNext.set('list rooms', [errorOf('TOKEN_EXPIRED')]);
    expect(await within(5_000, chat.listRooms())).toMatchObject({ complete: true });
    expect(server.handshakes.map(({ token }) => token)).toEqual([
      'token-of-alice1',
      'token-of-alice2',
      'token-of-alice3',
    ]);
  });

  it('are handed in on the live connection when the server asks', async () => {
    let given = 0;
    const chat = connect({ getToken: () => `token-of-alice?${(given += 1)}` });
    await time.pass(1_000);
    const expiresAt = new Date(time.now() + 60_000).toISOString();
    server.tell('alice?1', { event: 'token expiring', payload: { expiresAt } });
    await time.pass(1_000);
    expect(server.requests.filter(({ event }) => event === 'refresh token')).toEqual([
      { event: 'refresh token', payload: { token: 'token-of-alice?2' } },
    ]);
    expect(chat.token).toBe('token-of-alice?2');
    expect(server.handshakes).toHaveLength(1);
  });

  it('are fetched anew when the session has ended because the last one expired', async () => {
    let given = 0;
    const chat = connect({ getToken: () => `token-of-alice?${(given += 1)}` });
    await time.pass(1_000);
    server.endSession('alice?1', errorOf('TOKEN_EXPIRED'));
    await time.pass(1_000);
    expect(chat.connection).toBe('online');
    expect(server.handshakes).toHaveLength(2);
  });

  it('are asked for with the one that has expired, or is about to, and not else', async () => {
    const stale: unknown[] = [];
    const chat = connect({
      getToken: (expired?: string) => {
        stale.push(expired);
        return `token-of-alice?${stale.length}`;
      },
    });
    await time.pass(1_000);
    server.tell('alice?1', { event: 'token expiring', payload: { expiresAt: '' } });
    await time.pass(1_000);
    server.endSession('alice?1', errorOf('TOKEN_EXPIRED'));
    await time.pass(1_000);
    server.failNext.set('list rooms', [errorOf('TOKEN_EXPIRED')]);
    await within(5_000, chat.listRooms());
    chat.close();
    expect(stale).toEqual([undefined, 'token-of-alice?1', 'token-of-alice?2', 'token-of-alice?3']);
  });

  it('that were revoked are a refusal, also in the middle of a session', async () => {
    const chat = connect({ getToken: () => 'token-of-alice' });
    await time.pass(1_000);
    server.endSession('alice', errorOf('UNAUTHORIZED'));
    await time.pass(1_000);
    expect(chat.connection).toBe('refused');
    expect(chat.error).toMatchObject({ code: 'UNAUTHORIZED' });
  });

  it('that stay expired are a refusal', async () => {
    server.refuseNext.push(errorOf('TOKEN_EXPIRED'), errorOf('TOKEN_EXPIRED'));
    const chat = connect({ getToken: () => 'token-of-alice' });
    await time.pass(1_000);
    expect(chat.connection).toBe('refused');
  });

  it('that cannot be had are tried again', async () => {
    let calls = 0;
    const chat = connect({
      getToken: () => {
        calls += 1;
        if (calls < 3) throw new Error('no network');
        return 'token-of-alice';
      },
    });
    await time.pass(10_000);
    expect(chat.connection).toBe('online');
  });
});
