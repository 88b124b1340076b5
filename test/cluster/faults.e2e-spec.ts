import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { TestClient } from '../../src/testing/index.js';
import { ServerProcess } from '../support/server-process.js';
import { RedisService } from '../../services/redis.service.js';
import { FaultProxy } from '../faults/world/fault-proxy.js';
import { MetricsPage } from '../support/metrics.js';
import { Cluster, describeCluster } from './cluster.js';

/** Seconds: a node that died is waited for, and one that a busy machine slows down has not died. */
const PRESENCE_TTL = 12;

const isText =
  (text: string) =>
  ({ message }: { message: string }) =>
    message === text;

describeCluster('a cluster in trouble', () => {
  let cluster: Cluster;
  const clients: TestClient[] = [];
  beforeEach(async () => {
    cluster = await Cluster.start(2, PRESENCE_TTL);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await cluster.stop();
  });

  const enter = async (node: number, username: string) => {
    const client = await TestClient.connect(cluster.url(node), { username });
    clients.push(client);
    await client.request('join room', { roomname: 'lobby' });
    return client;
  };

  it('sees off the people of a node that died, once, and no one else', async () => {
    const [watcher, stayer, gone] = [
      await enter(0, 'watcher'),
      await enter(0, 'stayer'),
      await enter(1, 'gone'),
    ];
    await cluster.kill(1);
    expect(await gone.disconnected()).toBeTruthy();
    await watcher.next(
      'presence',
      ({ username, status }) => username === 'gone' && status === 'offline',
    );
    await stayer.request('new message', { message: 'still here' });
    await watcher.next('new message', isText('still here'));
    expect(watcher.unread('presence')).toEqual([]);
  });

  it('goes on without Redis, and brings everyone level when it is back, empty', async () => {
    const [alice, bob] = [await enter(0, 'alice'), await enter(1, 'bob')];
    expect(await statusesSeenBy(bob)).toEqual(['online', 'online']);
    await cluster.redis.kill();
    const { message } = await alice.request('new message', { message: 'while it was away' });
    expect(await bob.next('new message', isText('while it was away'))).toEqual(message);
    await bob.request('new pm', { target: 'alice', message: 'are you there?' });
    await alice.next('new message', isText('are you there?'));
    expect(await statusesSeenBy(bob)).toEqual(['online', 'online']);
    await cluster.redis.restart();
    const answer = await readiness(cluster.url(0), 'connected');
    expect(answer.status).toBe('ok');
    await alice.request('new message', { message: 'after' });
    await bob.next('new message', isText('after'));
    expect(await statusesSeenBy(bob)).toEqual(['online', 'online']);
  });

  it('stays up while Redis hangs, and says that it is degraded', async () => {
    const [alice, bob] = [await enter(0, 'alice'), await enter(1, 'bob')];
    cluster.redis.pause();
    expect((await readiness(cluster.url(0), 'degraded')).status).toBe('ok');
    await alice.request('new message', { message: 'into the void' });
    await bob.next('new message', isText('into the void'));
    cluster.redis.resume();
    await readiness(cluster.url(1), 'connected');
    await bob.request('new message', { message: 'back' });
    await alice.next('new message', isText('back'));
  });

  it('delivers what people send on a node that is cut off from Redis alone, for how long it is', async () => {
    const way = await FaultProxy.start(cluster.redis.url);
    const lonely = await cluster.add({ REDIS_URL: way.url });
    const [alice, bob] = [await enter(lonely, 'alice'), await enter(0, 'bob')];
    const peers = async () =>
      (await MetricsPage.read(cluster.url(0))).value('parley_cluster_peers');
    while ((await peers()) < 2) await delay(50);
    await way.cut();
    // Until the others have given it up.
    while ((await peers()) > 1) await delay(50);
    const { message } = await alice.request('new message', { message: 'all alone' });
    expect(await bob.next('new message', isText('all alone'))).toEqual(message);
  });
});

describeCluster('REDIS_URL', () => {
  it('is refused with a database that nodes cannot share', async () => {
    const redis = await RedisService.start();
    const { code, stderr } = await ServerProcess.refused({
      DATABASE_URL: 'sqlite::memory:',
      REDIS_URL: redis.url,
    });
    await redis.stop();
    expect(code).toBe(1);
    expect(stderr).toMatch(/PostgreSQL/);
  });
});

/** How everyone in the lobby is, as a member's node tells it. */
async function statusesSeenBy(member: TestClient): Promise<string[]> {
  const { members } = await member.request('list members', { room: 'lobby' });
  return members.map(({ status }) => status);
}

/** Resolves when the node says that it stands so with the others. */
async function readiness(url: string, state: string): Promise<{ status: string }> {
  for (;;) {
    const body: unknown = await (await fetch(`${url}/health/ready`)).json();
    if (JSON.stringify(body).includes(`"${state}"`)) return { status: statusOf(body) };
    await delay(20);
  }
}

function statusOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'status' in body ? String(body.status) : '';
}
