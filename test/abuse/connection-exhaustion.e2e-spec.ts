import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { TestClient, type ChatTestApp } from '../../src/testing/index.js';
import { startChat } from '../support/chat.js';
import { RawConnection } from '../support/raw-connection.js';
import { ServerProcess } from '../support/server-process.js';

/**
 * Five seconds, and ten for a body, on a machine that has nothing else to do. By themselves Socket.IO
 * would wait for 45, and Node for a minute or five.
 */
const IN_TIME_MS = 40_000;

let app: ChatTestApp | undefined;
let server: ServerProcess | undefined;
const opened: Socket[] = [];
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy();
  await app?.close();
  await server?.end('SIGTERM');
  app = server = undefined;
});

/** A TCP connection that says as much and then nothing. From this machine's second address if asked. */
function open(url: string, says = '', localAddress = '127.0.0.1'): Socket {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), localAddress });
  socket.on('error', () => {});
  socket.resume();
  if (says !== '') socket.write(says);
  opened.push(socket);
  return socket;
}

async function untilOpenOrClosed(socket: Socket): Promise<void> {
  if (socket.connecting) await Promise.race([once(socket, 'connect'), once(socket, 'close')]);
}

/** How long it took the server to end a connection. Milliseconds. */
async function endOf(socket: Socket, since: number): Promise<number> {
  await isOver(socket);
  return performance.now() - since;
}

async function isOver(socket: Socket): Promise<void> {
  if (!socket.closed) await once(socket, 'close');
}

/** The status of the liveness check, asked from another address. */
function health(url: string, localAddress: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const agent = new Agent({ localAddress });
    get(`${url}/health/live`, { agent }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).once('error', reject);
  });
}

/** Connects as soon as there is a place again: the server may still be seeing someone off. */
async function untilAdmitted(connectOnce: () => Promise<TestClient>): Promise<TestClient> {
  for (;;) {
    try {
      return await connectOnce();
    } catch (refusal) {
      if (!(refusal instanceof Error)) throw refusal;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

describe('row 26: connections that keep others out', () => {
  it('slow handshake: who does not come to the point in 5 s is closed', async () => {
    server = await ServerProcess.start({ DATABASE_URL: 'sqlite::memory:' });
    const since = performance.now();
    const silent = open(server.url);
    const slowHeaders = open(server.url, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    const drip = setInterval(() => slowHeaders.write('a'), 500);
    const slowBody = open(
      server.url,
      'POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na',
    );
    const noHello = await RawConnection.open(server.url);
    const noHelloEnds = noHello.read().then((last) => {
      expect(last).toBe('closed');
      return performance.now() - since;
    });
    const ends = await Promise.all([
      endOf(silent, since),
      endOf(slowHeaders, since),
      noHelloEnds,
    ]).finally(() => clearInterval(drip));
    for (const end of ends) expect(end).toBeLessThan(IN_TIME_MS);
    for (const end of ends) expect(end).toBeGreaterThan(4_000);
    expect(await endOf(slowBody, since)).toBeLessThan(IN_TIME_MS);
  });

  it('who does not say who they are is closed, and comes back by itself', async () => {
    app = await startChat({ limits: { identifyWithinMs: 500 } });
    const known = await app.connectAs('known');
    const slowTypist = io(app.url, { transports: ['websocket'], reconnectionDelay: 50 });
    try {
      const reason = await new Promise((resolve) => slowTypist.once('disconnect', resolve));
      expect(reason).toBe('transport close');
      const answer = await new Promise((resolve) =>
        // Each time that it is back: a slow machine may see it off before it is heard.
        slowTypist.on('connect', () =>
          slowTypist.emit('join room', { roomname: 'lobby', username: 'slow' }, resolve),
        ),
      );
      expect(answer).toMatchObject({ ok: true, username: 'slow' });
      // Who is known stays: another who is not is seen off later.
      const nobody = await app.connect();
      await nobody.disconnected();
      expect([known.socket.connected, slowTypist.connected]).toEqual([true, true]);
      await known.request('list rooms', {});
    } finally {
      slowTypist.close();
    }
  });

  it.each([
    ['from one address', { perAddress: 2 }, 'RATE_LIMITED'],
    ['in all', { total: 2 }, 'UNAVAILABLE'],
  ])('are capped %s', async (_, connections, code) => {
    const chat = (app = await startChat({ limits: { connections } }));
    const [first] = [await chat.connectAs('a'), await chat.connectAs('b')];
    await expect(chat.connectAs('c')).rejects.toMatchObject({
      error: { code, retryable: true, retryAfterMs: expect.any(Number) },
    });
    first.close();
    await untilAdmitted(() => chat.connectAs('c'));
  });

  it('are capped for each person', async () => {
    const chat = (app = await startChat({ limits: { connections: { perUser: 2 } } }));
    const first = await chat.connectAs('mallory');
    const { token } = await first.request('join room', { roomname: 'lobby' });
    if (token === undefined) throw new Error('It was given no token');
    const second = await app.connect({ token });
    await expect(app.connect({ token })).rejects.toMatchObject({ error: { code: 'RATE_LIMITED' } });
    await app.connectAs('alice');
    second.close();
    await untilAdmitted(() => chat.connect({ token }));
  });

  it('are capped while they have not said who they are', async () => {
    app = await startChat({ limits: { connections: { unidentifiedPerAddress: 2 } } });
    const nobody = await app.connect();
    await app.connect();
    await expect(app.connect()).rejects.toMatchObject({ error: { code: 'RATE_LIMITED' } });
    await app.connectAs('somebody');
    await nobody.request('join room', { roomname: 'lobby', username: 'now-known' });
    await app.connect();
  });

  it('connection exhaustion: 3,000 raw connections of one address leave room for others', async () => {
    server = await ServerProcess.start({
      DATABASE_URL: 'sqlite::memory:',
      MAX_CONNECTIONS_PER_ADDRESS: '50',
    });
    const { url, pid } = server;
    // No more at once than the kernel has room for: the others would only wait for it.
    while (opened.length < 3_000) {
      const flood = Array.from({ length: 200 }, () => open(url));
      await Promise.all(flood.map(untilOpenOrClosed));
      // Answered after the server has seen all of the flood, and we what it made of them.
      for (let times = 0; times < 3; times++) expect(await health(url, '127.0.0.2')).toBe(200);
      // 100 of them are let in at a time, the others closed at once.
      expect(opened.filter(({ closed }) => !closed).length).toBeLessThanOrEqual(100);
    }
    // Those are closed too, for saying nothing.
    await Promise.all(opened.map(isOver));
    const alice = await untilAdmitted(() => TestClient.connect(url, { username: 'alice' }));
    await alice.request('join room', { roomname: 'lobby' });
    alice.close();
    expect(server.pid).toBe(pid);
  });

  it('a process that may open no more files goes on when there are fewer again', async () => {
    server = await ServerProcess.start({
      DATABASE_URL: 'sqlite::memory:',
      RATE_LIMIT_ENABLED: 'false',
    });
    const { url, pid } = server;
    const alice = await TestClient.connect(url, { username: 'alice' });
    await alice.request('join room', { roomname: 'lobby' });
    // Only now: Node opens more files than that to start.
    await promisify(execFile)('prlimit', ['--pid', String(pid), '--nofile=256:256']);
    const flood = Array.from({ length: 500 }, () => open(url));
    await Promise.all(flood.map((socket) => once(socket, 'connect')));
    expect(await alice.send('new message', 'still here')).toMatchObject({ ok: true });
    for (const socket of flood) socket.destroy();
    const bob = await untilAdmitted(() => TestClient.connect(url, { username: 'bob' }));
    bob.close();
    alice.close();
  });
});
