import { afterEach, describe, expect, it } from '@jest/globals';
import {
  ChatException,
  type Ack,
  type ClientEvent,
  type PayloadOf,
} from '../../src/protocol/index.js';
import { TestClient, type ChatTestApp, type TestAuth } from '../../src/testing/index.js';
import { enter, secondDevice, startChat, tokenOf } from '../support/chat.js';
import { RawConnection } from '../support/raw-connection.js';
import { ServerProcess } from '../support/server-process.js';

const LIMITED = { code: 'RATE_LIMITED', retryable: true, retryAfterMs: expect.any(Number) };

/** A window that no test outlasts, however slow the machine. Seconds. */
const HOUR = 3_600;

/** Sends so many at once, and says how many were taken and what the others were told. */
async function flood<E extends ClientEvent>(
  client: TestClient,
  event: E,
  payload: PayloadOf<E>,
  times: number,
): Promise<{ taken: number; refusals: unknown[] }> {
  const answers: Ack<object>[] = await Promise.all(
    Array.from({ length: times }, () => client.send(event, payload)),
  );
  const refusals = answers.flatMap((answer) => (answer.ok ? [] : [answer.error]));
  return { taken: times - refusals.length, refusals };
}

describe('row 25: a flood is limited, is told how long to wait, and does not end by reconnecting', () => {
  let app: ChatTestApp | undefined;
  let server: ServerProcess | undefined;
  afterEach(async () => {
    await app?.close();
    await server?.end('SIGTERM');
    app = server = undefined;
  });

  it('of messages, by one person, with the defaults', async () => {
    server = await ServerProcess.start({ DATABASE_URL: 'sqlite::memory:' });
    const { url } = server;
    const connect = (auth: TestAuth) => TestClient.connect(url, auth);
    const mallory = await connect({ username: 'mallory' });
    const token = await tokenOf(mallory, { roomname: 'lobby' });
    const begun = performance.now();
    const { taken, refusals } = await flood(mallory, 'new message', 'buy!', 200);
    expect(taken).toBeGreaterThanOrEqual(100);
    for (const refusal of refusals) expect(refusal).toMatchObject(LIMITED);

    mallory.close();
    const again = await connect({ token });
    await again.request('join room', { roomname: 'lobby' });
    const { taken: takenAgain } = await flood(again, 'new message', 'buy!', 1);
    // A hundred a minute: on a machine that is slow enough, more than one of them.
    const minutes = 1 + Math.floor((performance.now() - begun) / 60_000);
    expect(taken + takenAgain).toBeLessThanOrEqual(100 * minutes);
    // No one else is in the way of it.
    const alice = await connect({ username: 'alice' });
    await alice.request('join room', { roomname: 'lobby' });
    expect(await flood(alice, 'new message', 'hello', 3)).toMatchObject({ taken: 3 });
    for (const client of [again, alice]) client.close();
  });

  it('by one person on several devices', async () => {
    app = await startChat({
      limits: { rates: { messages: { user: { points: 5, seconds: HOUR } } } },
    });
    const first = await enter(app, 'mallory', 'lobby');
    const second = await secondDevice(app, first, 'lobby');
    expect(await flood(first, 'new message', 'one', 3)).toMatchObject({ taken: 3 });
    expect(await flood(second, 'new message', 'two', 3)).toMatchObject({ taken: 2 });
  });

  it('by one address under many names', async () => {
    app = await startChat({
      limits: { rates: { messages: { address: { points: 4, seconds: HOUR } } } },
    });
    for (const [name, taken] of [
      ['a', 3],
      ['b', 1],
      ['c', 0],
    ] as const) {
      const client = await enter(app, name, 'lobby');
      expect(await flood(client, 'new message', 'buy!', 3)).toMatchObject({ taken });
    }
  });

  it.each([
    ['join room', 'joins', { roomname: 'lobby' }],
    ['typing', 'typing', { typing: true }],
    ['room history', 'history', {}],
    ['list rooms', 'history', {}],
    ['list members', 'history', { room: 'lobby' }],
    ['list conversations', 'history', {}],
  ] as const)('of "%s"', async (event, rate, payload) => {
    const rates = { [rate]: { user: { points: 3, seconds: HOUR } } };
    app = await startChat({ limits: { rates } });
    const mallory = await enter(app, 'mallory', 'lobby');
    const answers: unknown[] = [];
    for (let times = 0; times < 5; times++) answers.push(await mallory.sendRaw(event, payload));
    expect(answers.at(-1)).toMatchObject({ ok: false, error: LIMITED });
    expect(answers[0]).toMatchObject({ ok: true });
  });

  it('of private messages to new people, but not to those one knows', async () => {
    const user = { points: 2, seconds: HOUR };
    app = await startChat({ limits: { rates: { newConversations: { user } } } });
    for (const name of ['a', 'b', 'c']) await enter(app, name, 'lobby');
    const mallory = await enter(app, 'mallory', 'lobby');
    await mallory.request('new pm', '@a buy!');
    await mallory.request('new pm', '@b buy!');
    expect(await mallory.send('new pm', '@c buy!')).toMatchObject({ ok: false, error: LIMITED });
    await mallory.request('new pm', '@a please');
    const c = await app.connectAs('d');
    await c.request('new pm', '@mallory no');
    await mallory.request('new pm', '@d yes');
  });

  it('of connections', async () => {
    app = await startChat({
      limits: { rates: { connects: { address: { points: 3, seconds: HOUR } } } },
    });
    for (const name of ['a', 'b', 'c']) (await app.connectAs(name)).close();
    await expect(app.connectAs('d')).rejects.toMatchObject({ error: LIMITED });
    await expect(app.connectAs('d')).rejects.toBeInstanceOf(ChatException);
  });

  it('of requests that make no sense: refused, and then the connection is ended', async () => {
    app = await startChat({ limits: { requestsPerConnection: { points: 10, seconds: HOUR } } });
    const connection = await RawConnection.identified(app.url, 'mallory');
    const told: string[] = [];
    for (let id = 0; id < 60; id++) connection.write(`2${id}["no such event"]`);
    for (let packet = ''; packet !== 'closed'; told.push(packet)) packet = await connection.read();
    const answers = told.filter((packet) => packet.startsWith('3'));
    expect(answers.filter((answer) => answer.includes('VALIDATION_FAILED'))).toHaveLength(10);
    expect(answers.filter((answer) => answer.includes('RATE_LIMITED'))).toHaveLength(40);
  });

  it('is let through where the host limits nothing', async () => {
    app = await startChat();
    const busy = await enter(app, 'busy', 'lobby');
    expect(await flood(busy, 'new message', 'hello', 500)).toMatchObject({ taken: 500 });
  });

  it('is let through by RATE_LIMIT_ENABLED=false', async () => {
    server = await ServerProcess.start({
      DATABASE_URL: 'sqlite::memory:',
      RATE_LIMIT_ENABLED: 'false',
      MAX_CONNECTIONS: '1',
    });
    const busy = await TestClient.connect(server.url, { username: 'busy' });
    const other = await TestClient.connect(server.url, { username: 'other' });
    await busy.request('join room', { roomname: 'lobby' });
    expect(await flood(busy, 'new message', 'hello', 500)).toMatchObject({ taken: 500 });
    for (const client of [busy, other]) client.close();
  });
});
