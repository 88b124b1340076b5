import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { RedisPresenceStore } from '../../src/cluster/redis-presence.store.js';
import { RedisConnection } from '../../src/cluster/redis.connection.js';
import { deviceOf, person } from '../contract/presence.contract.js';
import { describeWithRedis } from '../support/services/describe-with.js';
import { RedisService } from '../../services/redis.service.js';

/** Long, so that a slow machine is no node that died. */
const TTL_MS = 120_000;

describeWithRedis('presence of two nodes, when Redis is lost', () => {
  let redis: RedisService;
  const ends: (() => void)[] = [];
  const cluster = { prefix: uuid(), clusterId: uuid(), ttlMs: TTL_MS };
  beforeEach(async () => {
    redis = await RedisService.start();
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) end();
    await redis.stop();
  });

  const startNode = async (nodeId: string) => {
    const connection = RedisConnection.to(redis.url);
    ends.push(() => connection.close());
    await connection.open();
    const store = new RedisPresenceStore(connection, { ...cluster, nodeId });
    ends.push(() => store.stop());
    await store.start();
    return { store, connection };
  };

  it('has no one offline who is on another node: not while it is away, nor when it is emptied', async () => {
    const [one, other] = [await startNode('one'), await startNode('other')];
    const [anna, ben] = [deviceOf(person('anna')), deviceOf(person('ben'))];
    await one.store.connect(anna);
    await other.store.connect(ben);
    one.store.noteElsewhere(ben.user, 'online');
    const statuses = () => one.store.statusesOf([anna.user.id, ben.user.id]);

    await redis.kill();
    expect(await statuses()).toEqual(['online', 'online']);
    other.store.stop();
    await redis.restart();
    // The other node does not enter its people again. This one answers from Redis, as its own are there.
    const entered = RedisConnection.to(redis.url);
    ends.push(() => entered.close());
    await entered.open();
    while ((await entered.commands.hlen(`${cluster.prefix}:node:one`)) === 0) {
      expect(await statuses()).toEqual(['online', 'online']);
    }
    expect(await statuses()).toEqual(['online', 'online']);
    await expect(one.store.isConnected(ben.user.id)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('tells a node nothing from a Redis that was emptied before the node has noticed', async () => {
    const [one, other] = [await startNode('one'), await startNode('other')];
    const ben = deviceOf(person('ben'));
    await other.store.connect(ben);
    one.store.noteElsewhere(ben.user, 'online');
    await one.connection.commands.flushall();
    await expect(one.store.isConnected(ben.user.id)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await one.store.statusesOf([ben.user.id])).toEqual(['online']);
  });
});
