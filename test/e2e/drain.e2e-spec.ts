import { afterEach, describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { freePort } from '../../services/free-port.js';
import { TestClient } from '../../src/testing/index.js';
import type { Ack, SendResult } from '../../src/protocol/index.js';
import { pauseReading } from '../support/paused-client.js';
import { ServerProcess, temporaryFolder } from '../support/server-process.js';

describe('a server that is told to end', () => {
  const folder = temporaryFolder();
  let cleanUp = () => {};
  afterEach(() => {
    cleanUp();
    folder.remove();
  });

  it('answers what is in flight, keeps what it acknowledged, and exits with 0', async () => {
    const env = { RATE_LIMIT_ENABLED: 'false', DATABASE_URL: `sqlite:${folder.path}/parley.db` };
    const server = await ServerProcess.start(env);
    const alice = await TestClient.connect(server.url, { username: 'alice' });
    const { token } = await alice.request('join room', { roomname: 'lobby' });

    const answers: Promise<Ack<SendResult> | 'lost'>[] = [];
    for (let sent = 0; sent < 500; sent++) {
      const answer = alice.send('new message', `number ${sent}`);
      answers.push(answer.catch(() => 'lost' as const));
    }
    await answers[0];
    const ended = server.end('SIGTERM');
    const outcomes = await Promise.all(answers);
    expect(await ended).toEqual({ code: 0, signal: null });

    expect(outcomes).not.toContain('lost');
    const acknowledged = outcomes.flatMap((answer) =>
      answer !== 'lost' && answer.ok ? [answer.message] : [],
    );
    const refused = outcomes.flatMap((answer) =>
      answer !== 'lost' && !answer.ok ? [answer.error.code] : [],
    );
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(new Set(refused)).toEqual(refused.length > 0 ? new Set(['DRAINING']) : new Set());

    const again = await ServerProcess.start(env);
    const reader = await TestClient.connect(again.url, token ? { token } : {});
    const { lastSeq } = await reader.request('join room', { roomname: 'lobby' });
    expect(lastSeq).toBe(acknowledged.length);
    reader.close();
    await again.end('SIGTERM');
  });

  it.each(['polling', 'websocket'])(
    'has ordinary clients on %s come back by themselves, once it is there again',
    async (transport) => {
      const PORT = String(await freePort());
      const env = { DATABASE_URL: `sqlite:${folder.path}/${transport}.db`, PORT };
      const server = await ServerProcess.start(env);
      const socket = io(server.url, { transports: [transport], reconnectionDelay: 50 });
      cleanUp = () => socket.disconnect();
      await new Promise<void>((resolve) => socket.once('connect', resolve));
      const gone = new Promise((resolve) => socket.once('disconnect', resolve));
      await server.end('SIGTERM');
      expect(['transport close', 'transport error']).toContain(await gone);
      const back = new Promise((resolve) => socket.once('connect', () => resolve(true)));
      const again = await ServerProcess.start(env);
      expect(await back).toBe(true);
      await again.end('SIGTERM');
    },
  );

  it('exits in time though a client does not answer the closing handshake', async () => {
    const server = await ServerProcess.start({ DATABASE_URL: 'sqlite::memory:' });
    const mute = await TestClient.connect(server.url, { username: 'mute' });
    pauseReading(mute);
    expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
    mute.close();
  });
});
