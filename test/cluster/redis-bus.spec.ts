import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { RedisBus } from '../../src/cluster/redis.bus.js';
import { RedisConnection } from '../../src/cluster/redis.connection.js';
import { RedisService } from '../../services/redis.service.js';
import { FaultProxy } from '../faults/world/fault-proxy.js';
import { describeWithRedis } from '../support/services/describe-with.js';

describeWithRedis('the bus of a node', () => {
  let redis: RedisService;
  let way: FaultProxy;
  beforeEach(async () => {
    redis = await RedisService.start();
    way = await FaultProxy.start(redis.url);
  });
  afterEach(async () => {
    await way.cut();
    await redis.stop();
  });

  it('subscribes again when Redis has taken the connection, but not the subscription', async () => {
    const connection = RedisConnection.to(way.url);
    await connection.open();
    const bus = new RedisBus(connection, uuid());
    await bus.start();
    const { subscriber } = connection;
    const once = (event: string) =>
      new Promise<void>((resolve) => subscriber.once(event, () => resolve()));
    const ready = once('ready');
    subscriber.disconnect(true);
    await ready;
    // What was sent has not come through yet.
    way.blackhole('up');
    const brokenOff = once('close');
    await brokenOff;
    way.resume();
    while (bus.state !== 'connected') await new Promise((resolve) => setImmediate(resolve));
    expect(subscriber.status).toBe('ready');
    bus.stop();
    connection.close();
  });
});
