import { afterAll, beforeAll } from '@jest/globals';
import { v7 as uuid } from 'uuid';
import { RedisPresenceStore } from '../../src/cluster/redis-presence.store.js';
import { RedisConnection } from '../../src/cluster/redis.connection.js';
import { RedisService } from '../../services/redis.service.js';
import { describeWithRedis } from '../support/services/describe-with.js';
import { presenceContract } from './presence.contract.js';

describeWithRedis('in Redis', () => {
  let redis: RedisService;
  beforeAll(async () => {
    redis = await RedisService.start();
  });
  afterAll(() => redis.stop());

  presenceContract(async () => {
    const connection = RedisConnection.to(redis.url);
    await connection.open();
    const prefix = uuid();
    // As in a cluster that has been there for long.
    await connection.commands.set(`${prefix}:since`, 0);
    const store = new RedisPresenceStore(connection, {
      prefix,
      nodeId: uuid(),
      clusterId: uuid(),
      // Long, so that a slow machine is no node that died.
      ttlMs: 120_000,
    });
    await store.start();
    const close = async () => {
      store.stop();
      connection.close();
    };
    return { store, close };
  });
});
