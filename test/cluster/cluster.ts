import { TOKEN_SECRET } from '../support/chat.js';
import { ServerProcess } from '../support/server-process.js';
import { startDatabaseServer, type DatabaseServer } from '../support/services/database-server.js';
import { RedisService } from '../../services/redis.service.js';
import { describeWithPostgres, describeWithRedis } from '../support/services/describe-with.js';

/** Nodes of one cluster, in processes of their own, over a real PostgreSQL and a real Redis. */
export class Cluster {
  private constructor(
    private readonly postgres: DatabaseServer,
    readonly redis: RedisService,
    /** What each node is started with. */
    readonly env: Record<string, string>,
    readonly nodes: ServerProcess[],
  ) {}

  /**
   * @param presenceTtl seconds: long, so that a slow machine is no node that died.
   * @param changes of what nodes are started with.
   */
  static async start(
    size: number,
    presenceTtl = 60,
    changes: Readonly<Record<string, string>> = {},
  ): Promise<Cluster> {
    const [postgres, redis] = await Promise.all([startDatabaseServer(), RedisService.start()]);
    const env = {
      DATABASE_URL: await postgres.createDatabase(),
      REDIS_URL: redis.url,
      PRESENCE_TTL: String(presenceTtl),
      RATE_LIMIT_ENABLED: 'false',
      TOKEN_SECRET,
      ...changes,
    };
    const starting = Array.from({ length: size }, () => ServerProcess.start(env));
    return new Cluster(postgres, redis, env, await Promise.all(starting));
  }

  /** Where the node listens; the first is 0. */
  url(node: number): string {
    const { url } = this.nodes[node] ?? {};
    if (url === undefined) throw new Error(`There is no node ${node}`);
    return url;
  }

  /** Ends a node as a power cut does. */
  async kill(node: number): Promise<void> {
    await this.nodes[node]?.end('SIGKILL');
  }

  /** Starts another node. @param changes of what the others were started with. @returns its number. */
  async add(changes: Readonly<Record<string, string>> = {}): Promise<number> {
    return this.nodes.push(await ServerProcess.start({ ...this.env, ...changes })) - 1;
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.end('SIGKILL')));
    await Promise.all([this.redis.stop(), this.postgres.stop()]);
  }
}

/** `describe` for a suite that needs what a cluster shares. */
export function describeCluster(name: string, suite: () => void): void {
  describeWithPostgres(name, () => describeWithRedis('with Redis', suite));
}
