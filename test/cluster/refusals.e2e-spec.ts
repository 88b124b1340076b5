import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { freePort } from '../../services/free-port.js';
import { RedisService } from '../../services/redis.service.js';
import { RedisCluster } from '../../src/cluster/redis.cluster.js';
import { CommandProcess } from '../support/command-process.js';
import { environmentOf } from '../support/databases.js';
import { ServerProcess } from '../support/server-process.js';
import { startDatabaseServer, type DatabaseServer } from '../support/services/database-server.js';
import { describeWithPostgres, describeWithRedis } from '../support/services/describe-with.js';
import { pretendPostgres, pretendRedis, silentServer } from '../support/services/pretend-server.js';

describeWithPostgres('a node', () => {
  describeWithRedis('with a Redis', () => {
    let postgres: DatabaseServer;
    let redis: RedisService;
    let database: string;
    beforeAll(async () => {
      [postgres, redis] = await Promise.all([startDatabaseServer(), RedisService.start()]);
      database = await postgres.createDatabase();
    });
    afterAll(() => Promise.all([postgres.stop(), redis.stop()]));

    /** What it says on stderr: one line, without the password. */
    async function refusal(env: Record<string, string>): Promise<string> {
      const { code, stderr } = await ServerProcess.refused({ ...environmentOf(database), ...env });
      expect(code).toBe(1);
      expect(stderr).toMatch(/^.+\n$/);
      expect(stderr).not.toContain('hunter2');
      return stderr;
    }

    it('that another cluster has refuses, and says what sets them apart', async () => {
      const other = await RedisCluster.join({ redisUrl: redis.url }, 'of another database');
      const said = await refusal({ REDIS_URL: redis.url });
      expect(said).toMatch(/^Another Parley, .* "parley" .*REDIS_PREFIX/);
      const apart = await ServerProcess.start({
        ...environmentOf(database),
        REDIS_URL: redis.url,
        REDIS_PREFIX: 'second',
      });
      await apart.end('SIGTERM');
      await other.leave();
    });

    it('that is older than 7 refuses', async () => {
      const old = await pretendRedis('6.2.14');
      const said = await refusal({ REDIS_URL: `redis://:hunter2@127.0.0.1:${old.port}` });
      expect(said).toContain(`127.0.0.1:${old.port} is version 6.2.14; 7 or newer is needed.`);
      await old.stop();
    });

    it('that wants another password refuses', async () => {
      const guarded = await RedisService.start();
      const client = new Redis(guarded.url);
      await client.config('SET', 'requirepass', 'correct');
      client.disconnect();
      const wrong = guarded.url.replace('//', '//:hunter2@');
      expect(await refusal({ REDIS_URL: wrong })).toMatch(/refuses to serve: WRONGPASS/);
      expect(await refusal({ REDIS_URL: guarded.url })).toMatch(/it wants a password\.?$/m);
      await guarded.stop();
    });

    it('that is not there yet waits for it, and says why', async () => {
      const late = await RedisService.start();
      await late.kill();
      const env = { ...environmentOf(database), PORT: '0', REDIS_URL: late.url };
      const node = new CommandProcess(['serve'], { ...env, REDIS_PREFIX: 'late' });
      await node.prints('cannot be reached (ECONNREFUSED); waiting for it');
      await late.restart();
      await node.prints('listening on http://127.0.0.1:');
      expect(await node.end('SIGTERM')).toMatchObject({ code: 0 });
      await late.stop();
    });

    it('that turns out to be too old after it was waited for says that, and no more', async () => {
      const port = await freePort();
      const env = { ...environmentOf(database), REDIS_URL: `redis://:hunter2@127.0.0.1:${port}` };
      const node = new CommandProcess(['serve'], { PORT: '0', ...env });
      await node.prints('cannot be reached (ECONNREFUSED); waiting for it');
      const old = await pretendRedis('6.2.14', port);
      const { code, stdout, stderr } = await node.exit;
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: `Redis at 127.0.0.1:${port} is version 6.2.14; 7 or newer is needed.\n`,
      });
      expect(stdout).not.toContain('hunter2');
      await old.stop();
    });

    it('that never comes, or never answers, is given up', async () => {
      const patienceMs = 1_000;
      const join = (port: number) =>
        RedisCluster.join({ redisUrl: `redis://127.0.0.1:${port}` }, 'alone', patienceMs);
      const port = await freePort();
      await expect(join(port)).rejects.toThrow(
        `Redis at 127.0.0.1:${port} cannot be reached (ECONNREFUSED). It was waited for 1 s.`,
      );
      const silent = await silentServer();
      await expect(join(silent.port)).rejects.toThrow(
        `Redis at 127.0.0.1:${silent.port} cannot be reached (Command timed out).`,
      );
      await silent.stop();
    });

    it('and a PostgreSQL older than 15 refuses', async () => {
      const old = await pretendPostgres(140_012, '14.12');
      const url = `postgres://parley:hunter2@127.0.0.1:${old.port}/chat`;
      const said = await refusal({ DATABASE_URL: url, REDIS_URL: redis.url });
      expect(said).toContain('is on PostgreSQL 14.12, and 15 or newer is needed.');
      await old.stop();
    });
  });
});
