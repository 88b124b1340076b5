import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { RedisRateLimiter } from '../../src/cluster/redis-rate.limiter.js';
import { RedisConnection } from '../../src/cluster/redis.connection.js';
import type { RateLimiter } from '../../src/limits/rate-limiter.js';
import { RedisService } from '../../services/redis.service.js';
import { describeWithRedis } from '../support/services/describe-with.js';
import { rateLimiterContract } from './rate-limiter.contract.js';

/** A window that no test outlasts, however slow the machine. */
const MESSAGES = { name: 'messages:user', points: 100, seconds: 3_600 };
/** Where Redis is there it is waited for, however busy the machine. Milliseconds. */
const PATIENCE_MS = 60_000;

describeWithRedis('RedisRateLimiter', () => {
  let redis: RedisService;
  let prefix: string;
  let connections: RedisConnection[] = [];
  let node: RateLimiter;
  let otherNode: RateLimiter;
  beforeAll(async () => {
    redis = await RedisService.start();
  });
  beforeEach(async () => {
    prefix = uuid();
    [node, otherNode] = [await startNode(PATIENCE_MS), await startNode(PATIENCE_MS)];
  });
  afterEach(() => {
    for (const connection of connections) connection.close();
    connections = [];
  });
  afterAll(() => redis.stop());

  /** @param patienceMs how long it waits for Redis. */
  async function startNode(patienceMs?: number): Promise<RateLimiter> {
    const connection = RedisConnection.to(redis.url);
    await connection.open();
    connections.push(connection);
    return new RedisRateLimiter(connection, prefix, patienceMs);
  }

  /** How many of so many at once, half on each node, were let through. */
  async function flood(bucket: typeof MESSAGES & { key: string }, times: number): Promise<number> {
    const waits = await Promise.all(
      Array.from({ length: times }, (_, n) => (n % 2 ? node : otherNode).take(bucket)),
    );
    return waits.filter((wait) => wait === 0).length;
  }

  /** Commands that Redis was sent, but for these. */
  async function commandsSent(): Promise<number> {
    const stats = (await connections[0]?.commands.info('commandstats')) ?? '';
    const calls = [...stats.matchAll(/cmdstat_(?!info)\w+:calls=(\d+)/g)];
    return calls.reduce((sum, [, count]) => sum + Number(count), 0);
  }

  rateLimiterContract(() => node);

  it('counts on all nodes as on one', async () => {
    expect(await flood({ ...MESSAGES, key: 'mallory' }, 400)).toBe(100);
    for (const limiter of [node, otherNode, await startNode(PATIENCE_MS)]) {
      expect(await limiter.take({ ...MESSAGES, key: 'mallory' })).toBeGreaterThan(0);
      expect(await limiter.look({ ...MESSAGES, key: 'mallory' })).toBeGreaterThan(0);
    }
  });

  it('leaves no more than a tenth with a node where the other could have used it', async () => {
    await node.take({ ...MESSAGES, key: 'alice' });
    let taken = 0;
    while ((await otherNode.take({ ...MESSAGES, key: 'alice' })) === 0) taken++;
    expect(taken).toBe(90);
    let left = 0;
    while ((await node.take({ ...MESSAGES, key: 'alice' })) === 0) left++;
    expect(left).toBe(9);
  });

  it('gives out the last points where they are no full share', async () => {
    expect(await flood({ ...MESSAGES, key: 'odd', points: 25 }, 60)).toBe(25);
  });

  it('does not trouble Redis with each point, and not at all with a flood', async () => {
    const before = await commandsSent();
    for (let times = 0; times < 50; times++) await node.take({ ...MESSAGES, key: 'busy' });
    // Five shares, each a script of four commands.
    expect((await commandsSent()) - before).toBeLessThan(30);
    while ((await node.take({ ...MESSAGES, key: 'busy' })) === 0);
    const afterwards = await commandsSent();
    for (let times = 0; times < 1_000; times++) await node.take({ ...MESSAGES, key: 'busy' });
    expect((await commandsSent()) - afterwards).toBe(0);
  });

  it('counts by itself while Redis is silent, and keeps no one waiting for it', async () => {
    node = await startNode();
    redis.pause();
    try {
      const waits = [];
      // Were each to wait for Redis, this would outlast the test.
      for (let times = 0; times < 1_000; times++) {
        waits.push(await node.take({ ...MESSAGES, key: `person ${times}` }));
      }
      expect(waits.every((wait) => wait === 0)).toBe(true);
      let taken = 0;
      while ((await node.take({ ...MESSAGES, key: 'mallory' })) === 0) taken++;
      expect(taken).toBe(100);
      expect(await node.look({ ...MESSAGES, key: 'mallory' })).toBeGreaterThan(0);
    } finally {
      redis.resume();
    }
  }, 300_000);

  it('counts by itself while Redis is gone, and for all again when it is back', async () => {
    [node, otherNode] = [await startNode(), await startNode()];
    await redis.kill();
    let taken = 0;
    while ((await node.take({ ...MESSAGES, key: 'mallory' })) === 0) taken++;
    expect(taken).toBe(100);
    await redis.restart();
    // Each person is new to Redis: the first who are counted for all are so on both nodes.
    for (let person = 0; ; person++) {
      if ((await flood({ ...MESSAGES, key: `flood ${person}` }, 300)) === 100) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
});
