import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import { RedisPresenceStore } from '../../src/cluster/redis-presence.store.js';
import { RedisConnection } from '../../src/cluster/redis.connection.js';
import { PRESENCE_SCRIPTS } from '../../src/cluster/presence.scripts.js';
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

  const startNode = async (nodeId: string, ttlMs = TTL_MS) => {
    const connection = RedisConnection.to(redis.url);
    ends.push(() => connection.close());
    await connection.open();
    const store = new RedisPresenceStore(connection, { ...cluster, nodeId, ttlMs });
    ends.push(() => store.stop());
    await store.start();
    return { store, connection };
  };
  /** Someone to look into Redis, past all nodes. */
  const look = async () => {
    const connection = RedisConnection.to(redis.url);
    ends.push(() => connection.close());
    await connection.open();
    return connection.commands;
  };
  /** Polls: Redis tells no one, and what a store has read does not either. */
  const untilSo = async (isSo: () => boolean | Promise<boolean>) => {
    while (!(await isSo())) await setTimeout(10);
  };
  const leaseEnds = async (nodeId: string) => {
    const redis = await look();
    await redis.zadd(`${cluster.prefix}:nodes`, 0, nodeId);
    return redis;
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
    const entered = await look();
    while ((await entered.hlen(`${cluster.prefix}:node:one`)) === 0) {
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

  it('knows of no one who is there from a Redis that was emptied just before it started', async () => {
    const other = await startNode('other');
    const ben = deviceOf(person('ben'));
    await other.store.connect(ben);
    other.store.stop();
    await other.connection.commands.flushall();
    const late = await startNode('late');
    await expect(late.store.isConnected(ben.user.id)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });

  it('enters its people again when others have begun to take it for dead, and died of it', async () => {
    const one = await startNode('one', 3_000);
    const anna = deviceOf(person('anna'));
    await one.store.connect(anna);
    const reaper = await startNode('reaper', 3_000);
    reaper.store.stop();
    const redis = await leaseEnds('one');
    const keys = [cluster.prefix, ['reaper', 1, 2_000, 100]] as const;
    const reaped = await PRESENCE_SCRIPTS.reap.run(reaper.connection.commands, ...keys);
    // None if the node has renewed its lease first: then there was nothing to take.
    expect([0, 1]).toContain(Array.isArray(reaped) ? reaped.length : -1);
    await untilSo(async () => (await redis.hlen(`${cluster.prefix}:node:one`)) > 0);
    expect(await one.store.statusesOf([anna.user.id])).toEqual(['online']);
    expect(await redis.hget(`${cluster.prefix}:user:${anna.user.id}`, 's')).toBe('online');
  });

  it('takes nothing that comes late, from a connection that was given up', async () => {
    const one = await startNode('one');
    const anna = deviceOf(person('anna'));
    const { user } = anna;
    const rest = [user.id, JSON.stringify(user), 'online', user.nameKey];
    const redis = await look();
    const connectIn = (epoch: number) =>
      PRESENCE_SCRIPTS.connect.run(redis, cluster.prefix, ['one', epoch, anna.id, ...rest]);
    await connectIn(1);
    one.connection.reconnect();
    // In the new epoch, the node says what it has: no one.
    await untilSo(async () => (await redis.hget(`${cluster.prefix}:epochs`, 'one')) !== '1');
    await untilSo(async () => (await redis.hlen(`${cluster.prefix}:node:one`)) === 0);
    await expect(connectIn(1)).rejects.toThrow('NOLEASE');
    expect(await redis.hlen(`${cluster.prefix}:node:one`)).toBe(0);
  });

  it('judges no one by a request that was held up until all leases had ended', async () => {
    const [one, other] = [await startNode('one'), await startNode('other')];
    const anna = deviceOf(person('anna'));
    await one.store.connect(anna);
    const redis = await look();
    // A Redis that was stopped goes on: by its clock no one has renewed, and `other` had asked to reap.
    await redis
      .multi()
      .zadd(`${cluster.prefix}:nodes`, 0, 'one', 0, 'other')
      .eval(PRESENCE_SCRIPTS.reap.text, 1, cluster.prefix, 'other', 1, 10_000, 100)
      .exec();
    expect(await redis.hlen(`${cluster.prefix}:node:one`)).toBe(1);
    expect(other.store.lease).toMatchObject({ isHeld: true, reaped: 0 });
  });

  it('sees off who was on a node that died while Redis was away, and came back empty', async () => {
    const [one, other] = [await startNode('one', 3_000), await startNode('other', 3_000)];
    const ben = deviceOf(person('ben'));
    await one.store.connect(deviceOf(person('anna')));
    await other.store.connect(ben);
    one.store.distrust();
    const gone = new Promise((resolve) => {
      one.store.onMissed(({ person, status }) => {
        if (person.id === ben.user.id && status === 'offline') resolve(person);
      });
    });
    // It has read who is on the other node, and that is what its people are told.
    await untilSo(() => !one.store.noteElsewhere(ben.user, 'online'));
    await redis.kill();
    other.store.stop();
    other.connection.close();
    await redis.restart();
    one.store.distrust();
    await gone;
    expect(await one.store.statusesOf([ben.user.id])).toEqual(['offline']);
  });

  it('tells who was on a dead node that they went, though who saw them off died before telling', async () => {
    const [one, dead] = [await startNode('one', 3_000), await startNode('dead', 3_000)];
    const ben = deviceOf(person('ben'));
    await dead.store.connect(ben);
    one.store.distrust();
    await untilSo(() => !one.store.noteElsewhere(ben.user, 'online'));
    const gone = new Promise((resolve) => {
      one.store.onMissed(({ person }) => resolve(person.id));
      one.store.onChange(({ user }) => resolve(user.id));
    });
    dead.store.stop();
    const reaper = await startNode('reaper', 3_000);
    const redis = await leaseEnds('dead');
    const args = ['reaper', 1, 2_000, 100];
    await PRESENCE_SCRIPTS.reap.run(reaper.connection.commands, cluster.prefix, args);
    reaper.store.stop();
    expect(await redis.hlen(`${cluster.prefix}:node:dead`)).toBe(0);
    // The bus says that a node has vanished.
    one.store.distrust();
    expect(await gone).toBe(ben.user.id);
  });
});
