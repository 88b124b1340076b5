import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Server, type Socket } from 'socket.io';
import { ChatException } from '../../src/protocol/index.js';
import { ChatClient, isUnknownAnswer, type ChatClientOptions } from '../../src/client/index.js';

let http: HttpServer;
let io: Server;
let url: string;
let chat: ChatClient;

beforeEach(async () => {
  http = createServer();
  io = new Server(http);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});

afterEach(async () => {
  chat.close();
  await io.close();
});

function connect(options: Partial<ChatClientOptions> = {}): void {
  chat = new ChatClient({ url, username: 'alice', ...options });
}

/** Resolves when the client is in this state. */
function becomes(state: string): Promise<void> {
  if (chat.connection === state) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = chat.on('connection', (now) => {
      if (now !== state) return;
      stop();
      resolve();
    });
  });
}

type Answer = (answer: unknown) => void;
const nextSocket = (): Promise<Socket> =>
  new Promise((resolve) => void io.once('connection', (socket: Socket) => resolve(socket)));

describe('Socket.IO as the transport', () => {
  it('presents who one is, asks and is answered', async () => {
    io.on('connection', (socket) => {
      socket.on('list rooms', (payload: unknown, ack: Answer) =>
        ack({ ok: true, rooms: [], complete: true, payload, auth: socket.handshake.auth }),
      );
    });
    connect();
    expect(await chat.listRooms({ limit: 3 })).toMatchObject({
      payload: { limit: 3 },
      auth: { username: 'alice' },
    });
  });

  it('ends with what the server says when it ends the session', async () => {
    const connecting = nextSocket();
    connect();
    const socket = await connecting;
    await becomes('online');
    const { error } = new ChatException('UNAUTHORIZED');
    socket.emit('session ended', { error });
    socket.disconnect(true);
    await becomes('refused');
    expect(chat.error).toEqual(error);
  });

  it('brings the events of the server', async () => {
    const connecting = nextSocket();
    connect();
    const socket = await connecting;
    const told = new Promise((resolve) => void chat.on('presence', resolve));
    const presence = { username: 'bob', status: 'away', at: new Date(0).toISOString() };
    socket.emit('presence', presence);
    expect(await told).toEqual(presence);
  });

  it('comes back after the server has closed the connection', async () => {
    const connecting = nextSocket();
    connect();
    const socket = await connecting;
    await becomes('online');
    const again = nextSocket();
    socket.disconnect(true);
    await becomes('offline');
    expect((await again).id).not.toBe(socket.id);
    await becomes('online');
  });

  it('stays away when it is refused', async () => {
    const { error } = new ChatException('USERNAME_TAKEN');
    io.use((_socket, next) => next(Object.assign(new Error(error.message), { data: error })));
    connect();
    await becomes('refused');
    expect(chat.error).toEqual(error);
  });

  it('tries again when it is refused for now, or when there is no server', async () => {
    const { error } = new ChatException('DRAINING', { retryAfterMs: 1 });
    let refusals = 0;
    io.use((_socket, next) => {
      refusals += 1;
      if (refusals > 1) next();
      else next(Object.assign(new Error(error.message), { data: error }));
    });
    connect();
    await becomes('offline');
    expect(chat.error).toEqual(error);
    await becomes('online');
    expect(chat.error).toBeUndefined();
  });

  it.each([
    [null],
    ['text'],
    [{ ok: false }],
    [undefined],
    [{ ok: true }],
    [{ ok: true, complete: true, rooms: ['lobby'] }],
  ])('takes the answer %j for that of another version', async (answer) => {
    io.on('connection', (socket) => {
      socket.on('list rooms', (_payload: unknown, ack: Answer) => ack(answer));
    });
    connect();
    const failure: unknown = await chat.listRooms().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'INTERNAL' });
    expect(failure instanceof ChatException && isUnknownAnswer(failure.error)).toBe(true);
  });

  it('passes over events that it does not know', async () => {
    const connecting = nextSocket();
    connect();
    const socket = await connecting;
    const told = new Promise((resolve) => void chat.on('presence', resolve));
    for (const event of ['new message', 'room members', 'presence', 'typing', 'fanfare']) {
      for (const payload of [undefined, null, 'text', [], {}]) socket.emit(event, payload);
    }
    const presence = { username: 'bob', status: 'away', at: new Date(0).toISOString() };
    socket.emit('presence', presence);
    expect(await told).toEqual(presence);
  });

  it('loses nothing when an answer does not come in time', async () => {
    const clientIds: unknown[] = [];
    io.on('connection', (socket) => {
      socket.on('new pm', (payload: { clientId: string; message: string }, ack: Answer) => {
        clientIds.push(payload.clientId);
        const at = new Date(0).toISOString();
        const stored = { id: '1', seq: 1, type: 'private', username: 'alice', target: 'bob', at };
        if (clientIds.length > 1) ack({ ok: true, message: { ...stored, ...payload } });
      });
    });
    connect({ requestTimeoutMs: 1_000 });
    const message = await chat.conversation('bob').send('hello');
    expect(message).toMatchObject({ seq: 1, message: 'hello' });
    // More often where the second answer is late too.
    expect(clientIds.length).toBeGreaterThanOrEqual(2);
    expect(new Set(clientIds).size).toBe(1);
  });
});
