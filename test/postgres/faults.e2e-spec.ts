import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { TestClient } from '../../src/testing/index.js';
import { environmentOf } from '../support/databases.js';
import { ServerProcess } from '../support/server-process.js';
import { PostgresService } from '../../services/postgres.service.js';
import { FaultProxy } from '../faults/world/fault-proxy.js';
import { describeWithPostgres } from '../support/services/describe-with.js';

const UNAVAILABLE = { ok: false, error: { code: 'UNAVAILABLE', retryable: true } };

describeWithPostgres('a server whose PostgreSQL', () => {
  let postgres: PostgresService;
  let url: string;
  let server: ServerProcess;
  let alice: TestClient;
  beforeAll(async () => {
    postgres = await PostgresService.start();
    url = await postgres.createDatabase();
    server = await ServerProcess.start(environmentOf(url));
    alice = await TestClient.connect(server.url, { username: 'alice' });
    await alice.request('join room', { roomname: 'lobby' });
  });
  afterAll(async () => {
    alice.close();
    await server.end('SIGTERM');
    await postgres.stop();
  });

  const readiness = async () => (await fetch(`${server.url}/health/ready`)).status;
  const send = (clientId: string) =>
    alice.send('new message', { room: 'lobby', message: clientId, clientId });
  const read = () => alice.send('room history', { room: 'lobby' });
  const stored = async () => {
    const { messages } = await alice.request('room history', { room: 'lobby', limit: 200 });
    return messages.map(({ message }) => message);
  };

  /** Sends it until it is acknowledged, as a client does. */
  async function untilSent(clientId: string): Promise<void> {
    while (!(await send(clientId)).ok) await setTimeout(50);
  }

  async function untilReady(): Promise<void> {
    while ((await readiness()) !== 200) await setTimeout(50);
  }

  it('crashed says so, serves on when it is back, and has acknowledged nothing falsely', async () => {
    await untilSent('before the crash');
    const during = Array.from({ length: 50 }, (_, i) => send(`during ${i}`));
    await postgres.crash();
    const answers = await Promise.all(during);
    expect(await send('while away')).toMatchObject(UNAVAILABLE);
    expect(await read()).toMatchObject(UNAVAILABLE);
    expect(await readiness()).toBe(503);
    await postgres.restart();
    await untilSent('while away');
    await untilReady();
    const texts = await stored();
    const acknowledged = answers.flatMap(({ ok }, i) => (ok ? [`during ${i}`] : []));
    expect(texts).toEqual(expect.arrayContaining(acknowledged));
    const refused = answers.filter(({ ok }) => !ok);
    expect(refused).toMatchObject(refused.map(() => UNAVAILABLE));
    expect(texts.filter((text) => text === 'while away')).toHaveLength(1);
  });

  it('hangs says so while it hangs, and serves on when it is back', async () => {
    postgres.pause();
    try {
      expect(await Promise.all([send('hung'), readiness()])).toMatchObject([UNAVAILABLE, 503]);
      expect(await read()).toMatchObject(UNAVAILABLE);
    } finally {
      postgres.resume();
    }
    await untilSent('hung');
    expect((await stored()).filter((text) => text === 'hung')).toHaveLength(1);
    await untilReady();
  });

  it('has a lock that is held refuses sends, and reads on', async () => {
    const holder = new Client({ connectionString: url });
    await holder.connect();
    await holder.query('begin; lock table parley_rooms in exclusive mode');
    expect(await send('locked')).toMatchObject(UNAVAILABLE);
    expect(await read()).toMatchObject({ ok: true });
    await holder.query('rollback');
    await holder.end();
    await untilSent('locked');
  });

  it('has committed what it could not say shows it to everyone, also if nothing more is sent', async () => {
    const way = await FaultProxy.start(url);
    const other = await ServerProcess.start(environmentOf(way.url));
    const [sender, reader] = [
      await TestClient.connect(other.url, { username: 'sender' }),
      await TestClient.connect(other.url, { username: 'reader' }),
    ];
    for (const client of [sender, reader]) {
      await client.request('join room', { roomname: 'doubt' });
    }
    let text = 'no doubt';
    let answer = await sender.send('new message', { message: text });
    for (let attempt = 1; answer.ok; attempt += 1) {
      // The commit may be another one's, such as that of who was last seen when.
      void way.loseNext(/COMMIT/);
      text = `said in doubt ${attempt}`;
      answer = await sender.send('new message', { message: text, clientId: text });
    }
    expect(answer).toMatchObject(UNAVAILABLE);
    expect(await reader.next('new message', ({ message }) => message === text)).toMatchObject({
      username: 'sender',
    });
    for (const client of [sender, reader]) client.close();
    await other.end('SIGTERM');
    await way.cut();
  });

  it('was away is ended by SIGTERM all the same', async () => {
    await postgres.crash();
    expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(server.output).not.toMatch(/unhandled|uncaught/i);
  });
});
