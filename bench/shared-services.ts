import { Redis } from 'ioredis';
import { PostgresService } from '../services/postgres.service.js';
import { findProgram } from '../services/programs.js';
import { RedisService } from '../services/redis.service.js';

/** What nodes of one server share. */
export type ServiceName = 'postgres' | 'redis';

const PROGRAMS: Record<ServiceName, { program: string; install: string }> = {
  postgres: { program: 'postgres', install: 'apt-get install postgresql' },
  redis: { program: 'redis-server', install: 'apt-get install redis-server' },
};
/** On a disk, unlike what may be in memory, where a commit costs nothing; PostgreSQL's own to enter. */
const POSTGRES_PARENT = '/var/tmp';

/** What has to be installed for these to be started; `undefined`: nothing. */
export function missingFor(names: readonly ServiceName[]): string | undefined {
  const missing = names.filter((name) => findProgram(PROGRAMS[name].program) === undefined);
  return missing.length === 0
    ? undefined
    : missing.map((name) => PROGRAMS[name].install).join(', ');
}

/** Throwaway servers for the nodes of one target. */
export class SharedServices {
  private constructor(
    private readonly postgres: PostgresService | undefined,
    private readonly redis: RedisService | undefined,
    /** Where the nodes find them. */
    readonly urls: Partial<Record<ServiceName, string>>,
  ) {}

  static async start(names: readonly ServiceName[]): Promise<SharedServices> {
    const redis = names.includes('redis') ? await RedisService.start() : undefined;
    const postgres = names.includes('postgres')
      ? await PostgresService.start(POSTGRES_PARENT)
      : undefined;
    return new SharedServices(postgres, redis, {
      ...(redis && { redis: redis.url }),
      ...(postgres && { postgres: await postgres.createDatabase() }),
    });
  }

  get pids(): Partial<Record<ServiceName, number>> {
    return {
      ...(this.redis && { redis: this.redis.pid }),
      ...(this.postgres && { postgres: this.postgres.pid }),
    };
  }

  /** How many commands Redis has carried out, apart from this question. */
  async redisCommands(): Promise<number> {
    if (this.redis === undefined) return 0;
    const client = new Redis(this.redis.url);
    const stats = await client.info('commandstats');
    client.disconnect();
    const calls = Array.from(stats.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm));
    return calls
      .filter(([, command]) => command !== 'info')
      .reduce((sum, [, , count]) => sum + Number(count), 0);
  }

  async stop(): Promise<void> {
    await Promise.all([this.redis?.stop(), this.postgres?.stop()]);
  }
}
