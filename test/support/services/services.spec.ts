import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { PostgresService } from '../../../services/postgres.service.js';
import { RedisService } from '../../../services/redis.service.js';
import { describeWithPostgres, describeWithRedis } from './describe-with.js';

describeWithPostgres('a PostgreSQL of the tests', () => {
  let postgres: PostgresService;
  beforeAll(async () => {
    postgres = await PostgresService.start();
  });
  afterAll(() => postgres.stop());

  it('keeps what was committed when it crashes', async () => {
    const connectionString = await postgres.createDatabase();
    const query = async (statement: string) => {
      const client = new Client({ connectionString });
      await client.connect();
      const { rows } = await client.query<object>(statement);
      await client.end();
      return rows;
    };
    await query('create table facts as select 1 as one');
    await postgres.crash();
    await expect(query('select 1')).rejects.toThrow('ECONNREFUSED');
    await postgres.restart();
    expect(await query('select one from facts')).toEqual([{ one: 1 }]);
  });
});

describeWithRedis('a Redis of the tests', () => {
  it('is empty after it was killed', async () => {
    const redis = await RedisService.start();
    const client = new Redis(redis.url, { lazyConnect: true, retryStrategy: () => null });
    client.on('error', () => {});
    await client.set('key', 'value');
    await redis.kill();
    await redis.restart();
    await client.connect();
    expect(await client.get('key')).toBeNull();
    await client.quit();
    await redis.stop();
  });
});
