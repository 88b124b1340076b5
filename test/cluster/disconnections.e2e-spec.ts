import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { Disconnections } from '../../src/cluster/disconnections.js';
import { RedisBus } from '../../src/cluster/redis.bus.js';
import { RedisConnection } from '../../src/cluster/redis.connection.js';
import { describeWithRedis } from '../support/services/describe-with.js';
import { RedisService } from '../../services/redis.service.js';

describeWithRedis('closing the connections of a person on all nodes', () => {
  let redis: RedisService;
  const ends: (() => void)[] = [];
  beforeAll(async () => {
    redis = await RedisService.start();
  });
  afterEach(() => {
    for (const end of ends.splice(0)) end();
  });
  afterAll(() => redis.stop());

  /** A node, and whose connections it has closed. */
  const startNode = async (prefix: string) => {
    const connection = RedisConnection.to(redis.url);
    await connection.open();
    const bus = new RedisBus(connection, prefix);
    ends.push(() => {
      bus.stop();
      connection.close();
    });
    const closed: string[] = [];
    const listeners: (() => void)[] = [];
    const disconnections = new Disconnections(bus, (userId) => {
      closed.push(userId);
      for (const listener of listeners) listener();
    });
    await bus.start();
    const closes = async (userId: string) => {
      while (!closed.includes(userId)) {
        await new Promise<void>((resolve) => listeners.push(resolve));
      }
    };
    return { bus, disconnections, closed, closes };
  };
  const twoNodes = async () => {
    const prefix = uuid();
    const nodes = [await startNode(prefix), await startNode(prefix)] as const;
    for (const { bus } of nodes) {
      while (bus.peerCount < 1 || bus.state !== 'connected') {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    return nodes;
  };

  it('reaches the other node', async () => {
    const [one, other] = await twoNodes();
    one.disconnections.ask('mallory');
    expect(one.closed).toEqual(['mallory']);
    await other.closes('mallory');
  });

  it('reaches it also when Redis was away, and is carried out once', async () => {
    const [one, other] = await twoNodes();
    await redis.kill();
    one.disconnections.ask('mallory');
    await redis.restart();
    await other.closes('mallory');
    // Nodes that hear each other again say it again; what is said later comes later.
    one.disconnections.ask('end');
    await other.closes('end');
    expect(other.closed).toEqual(['mallory', 'end']);
  });
});
