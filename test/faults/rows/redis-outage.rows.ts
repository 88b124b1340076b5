import { addCluster, type ClusterParts } from '../world/cluster.js';
import { clusterIs } from '../world/cluster-health.js';
import { statusesAt } from '../world/inspection.js';
import { bar, lasting, pass } from '../world/waiting.js';
import { HEAL_MS, type World } from '../world/world.js';
import { expectNoFarewells, expectThat } from './expectation.js';
import { guests } from './guests.js';
import { eachRound, levelAgain } from './rounds.js';
import type { Row } from './row.js';

const MIB = 1_048_576;
/** How long a node may take to notice that it hears nothing, on a slow machine. */
const NOTICE_MS = bar(15_000);
/** How much more memory a node may hold for an outage under load. */
const MOST_GROWTH_BYTES = 96 * MIB;

/** How Redis, or the way to it, is broken, and mended. */
interface Outage {
  readonly begin: (parts: ClusterParts) => Promise<() => Promise<void>>;
  readonly lastsMs: number;
  /** The nodes, by their place, that lose it. */
  readonly struck: readonly number[];
}

const killed: Outage = {
  lastsMs: lasting(15_000),
  struck: [0, 1],
  async begin({ redis }) {
    await redis.kill();
    return () => redis.restart();
  },
};

const hung: Outage = {
  lastsMs: 30_000,
  struck: [0, 1],
  begin({ redis }) {
    redis.pause();
    return Promise.resolve(() => Promise.resolve(redis.resume()));
  },
};

const partition: Outage = {
  lastsMs: 30_000,
  struck: [0],
  begin({ sites: [site] }) {
    site?.toRedis.blackhole('up', 'down');
    return Promise.resolve(() => Promise.resolve(site?.toRedis.resume()));
  },
};

/** Redis dies, and comes back with nothing in it. */
export const redisKilled: Row = row('12', 'Redis killed for 15 s, back empty', 3, killed);

/** Redis answers nothing, and connections to it stay. */
export const redisHung: Row = row('13', 'Redis hangs for 30 s', 3, hung);

/** One node's packets to Redis and back are swallowed. */
export const redisPartition: Row = row(
  '13-partition',
  'one node of two is cut off from Redis for 30 s',
  3,
  partition,
);

function row(number: string, title: string, rounds: number, outage: Outage): Row {
  return {
    number,
    title,
    rounds,
    needs: ['postgres', 'redis', 'nginx'],
    run: (world, rounds) => outages(world, outage, rounds),
  };
}

async function outages(world: World, outage: Outage, rounds: number): Promise<void> {
  const parts = await addCluster(world, { nodes: 2, nginx: true });
  await world.gather(guests(6), ['lobby', 'garden']);
  await world.gatherSecondDevice('anna', ['lobby']);
  world.load.start(10);
  await eachRound(world, rounds, 'outage', async () => {
    await world.load.storedAgain(world.random.between(50, 150));
    await oneOutage(world, parts, outage);
  });
  await world.settle();
}

async function oneOutage(world: World, parts: ClusterParts, outage: Outage): Promise<void> {
  const nodes = parts.sites.map(({ node }) => node);
  const struck = nodes.filter((_, place) => outage.struck.includes(place));
  const before = nodes.map(({ rssBytes }) => rssBytes);
  const begun = performance.now();
  world.begin('Redis away');
  const mend = await outage.begin(parts);
  world.note('said to be degraded after, ms', await clusterIs('degraded', struck, NOTICE_MS));
  await pass(Math.max(0, outage.lastsMs - (performance.now() - begun)));
  const delivered = await world.levelled();
  world.note('delivered by way of the database, ms', delivered);
  if (struck.length === nodes.length) await expectEveryoneSeen(world, 'meanwhile');
  await mend();
  world.heal('Redis away');
  world.note('nodes hear each other again, ms', await clusterIs('connected', nodes, HEAL_MS));
  await levelAgain(world);
  await expectEveryoneSeen(world, 'afterwards');
  if (outage !== partition) expectNoFarewells(world, begun);
  const growth = Math.max(...nodes.map(({ rssBytes }, at) => rssBytes - (before[at] ?? 0)));
  world.note('memory more than before, MiB', growth / MIB);
  expectThat('memory is bounded', growth < MOST_GROWTH_BYTES);
}

/** Everyone is connected to one of the nodes, and each node must say so at once. */
async function expectEveryoneSeen(world: World, when: string): Promise<void> {
  for (const site of world.sites) {
    const unseen = [...(await statusesAt(site, 'lobby'))].flatMap(([user, status]) =>
      status === 'offline' && world.people.some((person) => person.user === user) ? [user] : [],
    );
    expectThat(
      `${site.node.name} shows everyone ${when} (not ${unseen.join(', ')})`,
      unseen.length === 0,
    );
  }
}
