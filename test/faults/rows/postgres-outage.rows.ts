import { Client } from 'pg';
import type { PostgresService } from '../../../services/postgres.service.js';
import { Crowd } from '../world/crowd.js';
import { addCluster } from '../world/cluster.js';
import { addPostgres } from '../world/services.js';
import { pass, until } from '../world/waiting.js';
import { HEAL_MS, type Site, type World } from '../world/world.js';
import { expectThat } from './expectation.js';
import { guests } from './guests.js';
import { eachRound, healed, levelAgain } from './rounds.js';
import type { Row } from './row.js';

/** A server, of one node or of several, and its database. */
interface Server {
  readonly sites: readonly Site[];
  readonly postgres: PostgresService;
  readonly url: string;
}

/** How PostgreSQL is broken, and mended. */
interface Outage {
  readonly begin: (postgres: PostgresService, url: string) => Promise<() => Promise<void>>;
  readonly lastsMs: number;
  /** Does the node say that it is not ready? A lock leaves what readiness asks untouched. */
  readonly unready: boolean;
}

const crash: Outage = {
  lastsMs: 4_000,
  unready: true,
  async begin(postgres) {
    await postgres.crash();
    return () => postgres.restart();
  },
};

const hang: Outage = {
  lastsMs: 15_000,
  unready: true,
  begin(postgres) {
    postgres.pause();
    return Promise.resolve(() => Promise.resolve(postgres.resume()));
  },
};

const lock: Outage = {
  lastsMs: 10_000,
  unready: false,
  async begin(_, url) {
    const holder = new Client({ connectionString: url });
    await holder.connect();
    await holder.query('begin');
    await holder.query('lock table parley_messages in access exclusive mode');
    return () => holder.end();
  },
};

/** PostgreSQL ends without a checkpoint under load, and comes back. */
export const postgresCrash: Row = {
  number: '10',
  title: 'PostgreSQL crashes',
  needs: ['postgres'],
  rounds: 10,
  run: async (world, rounds) => outages(world, await oneNode(world), crash, rounds),
};

/** The same under two nodes. */
export const clusterPostgresCrash: Row = {
  number: '10-nodes',
  title: 'PostgreSQL crashes under two nodes',
  needs: ['postgres', 'redis', 'nginx'],
  rounds: 5,
  run: async (world, rounds) => outages(world, await twoNodes(world), crash, rounds),
};

/** PostgreSQL answers nothing, and the connections to it stay. */
export const postgresHang: Row = {
  number: '11',
  title: 'PostgreSQL hangs',
  needs: ['postgres'],
  rounds: 5,
  run: async (world, rounds) => outages(world, await oneNode(world), hang, rounds),
};

/** The same under two nodes. */
export const clusterPostgresHang: Row = {
  number: '11-nodes',
  title: 'PostgreSQL hangs under two nodes',
  needs: ['postgres', 'redis', 'nginx'],
  rounds: 3,
  run: async (world, rounds) => outages(world, await twoNodes(world), hang, rounds),
};

/** Someone holds a lock on the table of messages. */
export const postgresLock: Row = {
  number: '11-lock',
  title: "PostgreSQL's table of messages is locked",
  needs: ['postgres'],
  rounds: 5,
  run: async (world, rounds) => outages(world, await oneNode(world), lock, rounds),
};

/** The same under two nodes, of which neither may wait for the lock for long. */
export const clusterPostgresLock: Row = {
  number: '11-lock-nodes',
  title: "PostgreSQL's table of messages is locked under two nodes",
  needs: ['postgres', 'redis', 'nginx'],
  rounds: 3,
  run: async (world, rounds) => outages(world, await twoNodes(world), lock, rounds),
};

/** People come and go while there is no database: they are refused or wait, and no one is lost. */
export const churnWithoutDatabase: Row = {
  number: '5',
  title: 'people come and go while PostgreSQL is away',
  needs: ['postgres'],
  rounds: 5,
  async run(world, rounds) {
    const { proxy, postgres, url } = await oneNode(world);
    const crowd = await Crowd.gather(world, proxy.url, 20);
    await eachRound(world, rounds, 'outage', async () => {
      await world.load.storedAgain(20);
      world.begin('PostgreSQL away');
      const mend = await crash.begin(postgres, url);
      for (let drops = 0; drops < 4; drops += 1) {
        proxy.drop();
        await pass(crash.lastsMs / 4);
      }
      await mend();
      await healed(world, 'PostgreSQL away');
      await until('the crowd is back', 30_000, () => crowd.isThere);
    });
    await world.settle();
  },
};

async function oneNode(world: World): Promise<Server & { proxy: Site['proxy'] }> {
  const { postgres, url } = await addPostgres(world);
  const site = await world.addNode({ DATABASE_URL: url });
  await populate(world);
  return { sites: [site], proxy: site.proxy, postgres, url };
}

async function twoNodes(world: World): Promise<Server> {
  const { sites, postgres, databaseUrl } = await addCluster(world, { nodes: 2, nginx: true });
  await populate(world);
  return { sites, postgres, url: databaseUrl };
}

async function populate(world: World): Promise<void> {
  await world.gather(guests(6), ['lobby', 'garden']);
  world.load.start(10);
}

async function outages(
  world: World,
  { sites, postgres, url }: Server,
  outage: Outage,
  rounds: number,
): Promise<void> {
  const nodes = sites.map(({ node }) => node);
  const pids = nodes.map(({ pid }) => pid).join(' ');
  const ready = async () =>
    (await Promise.all(nodes.map((node) => node.readiness()))).filter((status) => status === 200);
  await eachRound(world, rounds, 'outage', async () => {
    await world.load.storedAgain(world.random.between(50, 150));
    world.begin('PostgreSQL away');
    const mend = await outage.begin(postgres, url);
    const begin = performance.now();
    await pass(outage.lastsMs);
    if (outage.unready) {
      await until('no node is ready', HEAL_MS, async () => (await ready()).length === 0);
    }
    await until('sends are refused meanwhile', HEAL_MS, () => refusalsSince(world, begin) > 0);
    await mend();
    world.heal('PostgreSQL away');
    const mended = performance.now();
    await world.load.storedAgain(1);
    world.note('stored again after, ms', performance.now() - mended);
    await levelAgain(world);
    await until('all are ready', HEAL_MS, async () => (await ready()).length === nodes.length);
    expectThat('the same processes', nodes.map(({ pid }) => pid).join(' ') === pids);
  });
  await world.settle();
}

function refusalsSince({ recorder: { history } }: World, time: number): number {
  return history.filter(
    (entry) => entry.op === 'answer' && entry.time > time && entry.result === 'UNAVAILABLE',
  ).length;
}
