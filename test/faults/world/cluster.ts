import type { PostgresService } from '../../../services/postgres.service.js';
import type { RedisService } from '../../../services/redis.service.js';
import { NginxService } from '../../support/services/nginx.service.js';
import { FaultProxy } from './fault-proxy.js';
import { addPostgres, addRedis } from './services.js';
import { bar } from './waiting.js';
import type { Site, World } from './world.js';

/** How long a dead node's people are taken to be there. Seconds: the default, in `npm run faults`. */
export const PRESENCE_TTL = bar(15_000) / 1_000;

/** A node of a cluster, with its ways to what all share. */
export interface ClusterSite extends Site {
  readonly toRedis: FaultProxy;
  readonly toPostgres: FaultProxy;
}

/** What a cluster is made of. */
export interface ClusterParts {
  readonly sites: readonly ClusterSite[];
  readonly postgres: PostgresService;
  /** The database of all nodes, past the proxies. */
  readonly databaseUrl: string;
  readonly redis: RedisService;
}

/** How a cluster is made. */
export interface ClusterPlan {
  readonly nodes: number;
  /** Do clients come by nginx, with the configuration of `deploy/`? Else to the nodes in turn. */
  readonly nginx?: boolean;
  /** Settings of every node. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts nodes that share a PostgreSQL and a Redis, each by ways of its own that can be broken. */
export async function addCluster(world: World, plan: ClusterPlan): Promise<ClusterParts> {
  const { postgres, url: databaseUrl } = await addPostgres(world);
  const redis = await addRedis(world);
  const shared = { postgres, databaseUrl, redis };
  const sites: ClusterSite[] = [];
  for (let node = 0; node < plan.nodes; node += 1) {
    sites.push(await addClusterNode(world, shared, plan.env));
  }
  if (plan.nginx) await addNginx(world);
  return { ...shared, sites };
}

async function addClusterNode(
  world: World,
  { databaseUrl, redis }: Omit<ClusterParts, 'sites'>,
  env: ClusterPlan['env'],
): Promise<ClusterSite> {
  const [toPostgres, toRedis] = [await wayTo(world, databaseUrl), await wayTo(world, redis.url)];
  const site = await world.addNode({
    DATABASE_URL: toPostgres.url,
    REDIS_URL: toRedis.url,
    PRESENCE_TTL: String(PRESENCE_TTL),
    ...env,
  });
  return { ...site, toRedis, toPostgres };
}

async function wayTo(world: World, url: string): Promise<FaultProxy> {
  const proxy = await FaultProxy.start(url);
  world.onEnd(() => proxy.cut());
  return proxy;
}

/** From now on clients come by nginx. */
async function addNginx(world: World): Promise<void> {
  const nginx = await NginxService.start(world.sites.map(({ proxy }) => proxy.url));
  world.onEnd(() => nginx.stop());
  world.entrance = { node: 'nginx', url: nginx.url };
}
