import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { request } from 'node:http';
import { io } from 'socket.io-client';
import { AppModule } from '../../src/app.module.js';
import { ChatIoAdapter } from '../../src/chat/chat-io.adapter.js';
import { PresenceService } from '../../src/presence/presence.service.js';
import { createChatTestApp } from '../../src/testing/index.js';
import { ServerProcess } from '../support/server-process.js';

const HANDSHAKE = '/socket.io/?EIO=4&transport=';

/** How the server answers a WebSocket handshake from a page of that origin. */
function upgrade(url: string, origin?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const handshake = request(`${url}${HANDSHAKE}websocket`, {
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        ...(origin !== undefined && { Origin: origin }),
      },
    });
    handshake.once('upgrade', (_, socket) => {
      socket.destroy();
      resolve(101);
    });
    handshake.once('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    handshake.once('error', reject);
    handshake.end();
  });
}

describe('over HTTP', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start({
      DATABASE_URL: 'sqlite::memory:',
      ALLOWED_ORIGINS: 'https://chat.example.com',
    });
  });
  afterAll(() => server.end('SIGTERM'));

  async function status(path: string, headers: Record<string, string> = {}): Promise<number> {
    return (await fetch(`${server.url}${path}`, { headers })).status;
  }

  it('answers that it is alive and ready', async () => {
    expect(await status('/health/live')).toBe(200);
    expect(await status('/health/ready')).toBe(200);
    expect(await status('/health')).toBe(404);
  });

  it('tells browsers to do nothing with what it answers', async () => {
    for (const path of ['/health/live', '/metrics', '/asyncapi.yaml', '/', '/nothing']) {
      const { headers } = await fetch(`${server.url}${path}`);
      expect(Object.fromEntries(headers)).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'none'"),
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'strict-transport-security': 'max-age=31536000',
      });
      expect(headers.get('x-powered-by')).toBeNull();
    }
  });

  const foreign = [
    'https://evil.example',
    'http://chat.example.com',
    'https://chat.example.com.evil',
    'https://chat.example.com:444',
    'https://chat.example.com@evil.example',
    'https://CHAT.example.com.',
    'http://127.0.0.1',
    'http://localhost:1',
    'null',
    'file://',
  ];

  it.each(foreign)(
    'row 27, origin forgery: lets no page of %s connect, by either transport',
    async (origin) => {
      expect(await status(`${HANDSHAKE}polling`, { origin })).toBe(403);
      expect(await upgrade(server.url, origin)).toBe(403);
    },
  );

  it('lets in programs, its own pages and those of allowed origins', async () => {
    for (const origin of [server.url, 'https://chat.example.com']) {
      expect(await status(`${HANDSHAKE}polling`, { origin })).toBe(200);
      expect(await upgrade(server.url, origin)).toBe(101);
    }
    expect(await status(`${HANDSHAKE}polling`)).toBe(200);
    expect(await upgrade(server.url)).toBe(101);
  });

  it.each(['polling', 'websocket'])('serves a client that only knows %s', async (transport) => {
    const socket = io(server.url, { transports: [transport], auth: { username: transport } });
    const answer: unknown = await socket.emitWithAck('join room', { roomname: 'lobby' });
    expect(answer).toMatchObject({ ok: true, username: transport });
    socket.disconnect();
  });
});

describe('while it drains', () => {
  afterEach(() => void jest.restoreAllMocks());

  it('is alive but not ready, and sends new connections elsewhere', async () => {
    process.env['DATABASE_URL'] = 'sqlite::memory:';
    const draining = await createChatTestApp(AppModule, {
      prepare: (nest) => {
        const transports = ['polling', 'websocket'] as const;
        nest.useWebSocketAdapter(new ChatIoAdapter(nest, { transports, allowedOrigins: [] }));
      },
    });
    // A moment in the middle, for as long as this takes.
    let goOn = () => {};
    const held = new Promise<void>((resolve) => (goOn = resolve));
    const retire = jest.spyOn(draining.app.get(PresenceService, { strict: false }), 'retire');
    const isDraining = new Promise<void>((resolve) =>
      retire.mockImplementation(() => {
        resolve();
        return held;
      }),
    );
    const ended = draining.close();
    const { url } = draining;
    await isDraining;
    const ready = await fetch(`${url}/health/ready`);
    const live = await fetch(`${url}/health/live`);
    const polled = await fetch(`${url}${HANDSHAKE}polling`);
    const upgraded = await upgrade(url);
    expect({ ready: ready.status, live: live.status, polled: polled.status, upgraded }).toEqual({
      ready: 503,
      live: 200,
      polled: 503,
      upgraded: 503,
    });
    expect(polled.headers.get('retry-after')).toBe('1');
    goOn();
    await ended;
  });
});
