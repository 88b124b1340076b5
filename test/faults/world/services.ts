import { PostgresService } from '../../../services/postgres.service.js';
import { RedisService } from '../../../services/redis.service.js';
import type { World } from './world.js';

/** Starts PostgreSQL for a run, with a database. */
export async function addPostgres(
  world: World,
): Promise<{ readonly postgres: PostgresService; readonly url: string }> {
  const postgres = await PostgresService.start();
  world.onEnd(() => postgres.stop());
  return { postgres, url: await postgres.createDatabase() };
}

/** Starts Redis for a run. */
export async function addRedis(world: World): Promise<RedisService> {
  const redis = await RedisService.start();
  world.onEnd(() => redis.stop());
  return redis;
}
