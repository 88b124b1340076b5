import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestClient } from '../../src/testing/index.js';
import { MetricsPage } from '../support/metrics.js';
import { pauseReading } from '../support/paused-client.js';
import { ServerProcess, temporaryFolder } from '../support/server-process.js';

describe('GET /metrics', () => {
  const folder = temporaryFolder();
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start({
      DATABASE_URL: `sqlite:${folder.path}/parley.db`,
      SLOW_CONSUMER_BYTES: '65536',
      RATE_LIMIT_ENABLED: 'false',
    });
  });
  afterAll(async () => {
    await server.end('SIGTERM');
    folder.remove();
  });

  const enter = async (username: string, roomname: string) => {
    const client = await TestClient.connect(server.url, { username });
    await client.request('join room', { roomname });
    return client;
  };

  /** By how much each of these has grown while a task ran. */
  const growth = async (series: readonly string[], task: () => Promise<unknown>) => {
    const before = await MetricsPage.read(server.url);
    await task();
    const after = await MetricsPage.read(server.url);
    return series.map((name) => after.value(name) - before.value(name));
  };

  it('is text for Prometheus, which no one keeps', async () => {
    const { headers } = await fetch(`${server.url}/metrics`);
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('counts messages, by kind, and how they were committed and delivered', async () => {
    const ann = await enter('ann', 'ten');
    const ben = await enter('ben', 'ten');
    const cem = await enter('cem', 'ten');
    // The room is told last who came: what it is told is counted, too.
    await ann.next('room members', ({ joined }) => joined.includes('cem'));
    const series = [
      'parley_messages_total{kind="room"}',
      'parley_messages_total{kind="private"}',
      'parley_requests_total{event="new message"}',
      'parley_commit_messages_sum',
      'parley_deliveries_total',
    ];
    const grown = await growth(series, async () => {
      const sent = [1, 2, 3, 4].map((n) =>
        ann.request('new message', { message: `n ${n}`, clientId: `${n}` }),
      );
      await Promise.all(sent);
      // A retry is a request, and no message.
      await ann.request('new message', { message: 'n 1', clientId: '1' });
      await ann.request('new pm', '@ben hello');
      await ben.next('new message', ({ type }) => type === 'private');
      await cem.next('new message', ({ message }) => message === 'n 4');
    });
    expect(grown).toEqual([4, 1, 5, 6, 2 * 4 + 1]);

    const page = await MetricsPage.read(server.url);
    const commits = page.value('parley_commit_seconds_count');
    expect(commits).toBe(page.value('parley_commit_messages_count'));
    expect(page.value('parley_commit_seconds_bucket{le="+Inf"}')).toBe(commits);
    expect(page.value('parley_fanout_seconds_count')).toBeGreaterThan(0);
    for (const client of [ann, ben, cem]) client.close();
  });

  it('counts errors by their code, those of handshakes too, and never by what was sent', async () => {
    const dan = await enter('dan', 'errors');
    const series = [
      'parley_errors_total{code="VALIDATION_FAILED"}',
      'parley_errors_total{code="USER_NOT_FOUND"}',
      'parley_connections_refused_total{code="USERNAME_TAKEN"}',
    ];
    const grown = await growth(series, async () => {
      await dan.sendRaw('new message', { message: '' });
      await dan.sendRaw('an event of their own', {});
      await dan.send('new pm', { target: 'nobody', message: 'hello' });
      await TestClient.connect(server.url, { username: 'dan' }).catch(() => undefined);
    });
    expect(grown).toEqual([2, 1, 1]);
    expect((await MetricsPage.read(server.url)).text).not.toContain('event of their own');
    dan.close();
  });

  it('counts connections that come and go', async () => {
    const eve = await enter('eve', 'comings');
    const before = await MetricsPage.read(server.url);
    const fay = await enter('fay', 'comings');
    const during = await MetricsPage.read(server.url);
    fay.close();
    await eve.next(
      'new message',
      ({ type, message }) => type === 'system' && /fay has left/.test(message),
    );
    const after = await MetricsPage.read(server.url);
    const open = [before, during, after].map((page) => page.value('parley_connections'));
    const [first = 0] = open;
    expect(open).toEqual([first, first + 1, first]);
    const opened = 'parley_connections_opened_total';
    expect(after.value(opened) - before.value(opened)).toBe(1);
    eve.close();
  });

  it('counts readers that were cut', async () => {
    const gus = await enter('gus', 'flood');
    const slow = await enter('slow', 'flood');
    pauseReading(slow);
    const grown = await growth(['parley_slow_readers_cut_total'], async () => {
      let isThere = true;
      while (isThere) {
        const texts = Array.from({ length: 50 }, () => '🎉'.repeat(4_000));
        await Promise.all(texts.map((message) => gus.request('new message', { message })));
        const { members } = await gus.request('list members', { room: 'flood' });
        isThere = members.some(
          ({ username, status }) => username === 'slow' && status !== 'offline',
        );
      }
    });
    expect(grown).toEqual([1]);
    gus.close();
    slow.close();
  });

  it('shows queues, the database, the event loop and the process', async () => {
    const page = await MetricsPage.read(server.url);
    for (const queue of ['requests', 'commits', 'outbox', 'last-seen', 'delivery-marks']) {
      expect(page.value(`parley_queue_length{queue="${queue}"}`)).toBeGreaterThanOrEqual(0);
    }
    expect(page.value('parley_database_up')).toBe(1);
    expect(page.value('parley_draining')).toBe(0);
    expect(page.value('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0);
    expect(page.value('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(page.text).toMatch(/^parley_build_info\{version="\d+\.\d+\.\d+",node="v\d/m);
  });

  it('has few time series, however many rooms and people there are', async () => {
    const count = async () =>
      (await MetricsPage.read(server.url)).text
        .split('\n')
        .filter((line) => line.startsWith('parley_')).length;
    const before = await count();
    const clients = await Promise.all(
      Array.from({ length: 30 }, (_, n) => enter(`person-${n}`, `room-${n}`)),
    );
    expect(await count()).toBe(before);
    expect(before).toBeLessThan(150);
    for (const client of clients) client.close();
  });
});
