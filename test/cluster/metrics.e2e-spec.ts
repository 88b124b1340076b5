import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { TestClient } from '../../src/testing/index.js';
import { MetricsPage } from '../support/metrics.js';
import { Cluster, describeCluster } from './cluster.js';

describeCluster('what a node of two measures', () => {
  it('tells of Redis, the other node, and what passes between them', async () => {
    const cluster = await Cluster.start(2);
    /** Resolves when a node says so. */
    const shows = async (node: number, series: string, value: number) => {
      while ((await MetricsPage.read(cluster.url(node))).value(series) !== value) await delay(20);
    };
    const [alice, bob] = [
      await TestClient.connect(cluster.url(0), { username: 'alice' }),
      await TestClient.connect(cluster.url(1), { username: 'bob' }),
    ];
    for (const member of [alice, bob]) await member.request('join room', { roomname: 'lobby' });
    await alice.request('new message', { message: 'hello' });
    await bob.next('new message', ({ message }) => message === 'hello');
    // What has been published is counted; the others come to be so.
    const page = await MetricsPage.read(cluster.url(0));
    expect(page.value('parley_publications_total')).toBeGreaterThan(0);
    expect(page.value('parley_published_items_total')).toBeGreaterThan(0);
    await shows(0, 'parley_redis_up', 1);
    await shows(0, 'parley_cluster_peers', 1);
    await shows(0, 'parley_queue_length{queue="bus"}', 0);
    await shows(0, 'parley_presence_leases', 1);
    expect(page.value('parley_presence_renewals_total')).toBeGreaterThan(0);
    expect(page.has('parley_presence_reaped_devices_total')).toBe(true);

    await cluster.redis.kill();
    await alice.request('new message', { message: 'by the database' });
    await bob.next('new message', ({ message }) => message === 'by the database');
    await shows(0, 'parley_redis_up', 0);
    const other = await MetricsPage.read(cluster.url(1));
    expect(other.value('parley_fetched_messages_total')).toBeGreaterThan(0);
    expect(other.value('parley_catch_ups_total')).toBeGreaterThan(0);
    expect(other.value('parley_skipped_messages_total')).toBe(0);
    await shows(0, 'parley_presence_leases', 0);
    for (const client of [alice, bob]) client.close();
    await cluster.stop();
  });
});
