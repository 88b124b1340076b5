import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import { ServerProcess } from '../support/server-process.js';

/** What the tutorial's client does: it listens, emits, and never acknowledges. */
class TutorialClient {
  readonly socket: Socket;
  private readonly seen: [event: string, data: Record<string, unknown>][] = [];
  private wake: () => void = () => {};

  constructor(url: string) {
    this.socket = io(url.replace('http://', 'ws://') + '/', { forceNew: true });
    for (const event of ['new message', 'exception']) {
      this.socket.on(event, (data: Record<string, unknown>) => {
        this.seen.push([event, data]);
        this.wake();
      });
    }
  }

  /** The first thing not looked at yet; it waits for it. */
  async hears(): Promise<[event: string, data: Record<string, unknown>]> {
    for (;;) {
      const first = this.seen.shift();
      if (first) return first;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

describe("the tutorial's client, unmodified", () => {
  let server: ServerProcess;
  const clients: TutorialClient[] = [];
  const open = () => {
    const client = new TutorialClient(server.url);
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    server = await ServerProcess.start({
      DATABASE_URL: 'sqlite::memory:',
      // Who has not joined yet may take as long as this machine does.
      RATE_LIMIT_ENABLED: 'false',
    });
  });
  afterAll(async () => {
    for (const { socket } of clients) socket.disconnect();
    await server.end('SIGTERM');
  });

  it('is told why nothing happens before it joins, joins, talks and writes privately', async () => {
    const bob = open();
    bob.socket.emit('new message', 'Hey World!');
    const [event, failure] = await bob.hears();
    expect(event).toBe('exception');
    expect(failure).toEqual({
      event: 'new message',
      error: { code: 'NOT_IN_ROOM', message: "You're not part of a room yet", retryable: false },
    });
    const entered = new Promise((resolve) => bob.socket.once('room members', resolve));
    bob.socket.emit('join room', { roomname: 'general', username: 'bob' });
    await entered;

    const alice = open();
    alice.socket.emit('join room', { roomname: 'general', username: 'alice' });
    expect(await bob.hears()).toMatchObject([
      'new message',
      { type: 'system', event: 'joined', username: 'alice', message: 'alice has joined !' },
    ]);

    alice.socket.emit('new message', 'Hello there!');
    expect(await bob.hears()).toMatchObject([
      'new message',
      { type: 'generic', room: 'general', username: 'alice', message: 'Hello there!', seq: 1 },
    ]);

    alice.socket.emit('new pm', '@bob hi');
    expect(await bob.hears()).toMatchObject([
      'new message',
      { type: 'private', username: 'alice', target: 'bob', message: 'hi' },
    ]);

    alice.socket.disconnect();
    expect(await bob.hears()).toMatchObject([
      'new message',
      { type: 'system', event: 'left', message: 'alice has left !' },
    ]);
  });
});
