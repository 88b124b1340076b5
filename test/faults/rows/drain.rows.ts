import { addCluster } from '../world/cluster.js';
import { busiest } from '../world/cluster-health.js';
import type { ServerNode } from '../world/server-node.js';
import { bar, until } from '../world/waiting.js';
import { sqliteIn, type World } from '../world/world.js';
import { expectNoFarewells, expectThat } from './expectation.js';
import { guests } from './guests.js';
import { eachRound, healed } from './rounds.js';
import type { Row } from './row.js';

const EXIT_MS = bar(10_000);
/** How soon clients must be on another node. */
const MOVE_MS = bar(2_000);
/** What went out so shortly before the signal may have met a server that listened no more. */
const ON_THE_WAY_MS = 50;

/** A node is told to end in the middle of a load: it answers what it has begun, and ends. */
export const drain: Row = {
  number: '17',
  title: 'SIGTERM under load',
  needs: [],
  rounds: 20,
  async run(world, rounds) {
    const { node } = await world.addNode(sqliteIn(world));
    await populate(world);
    world.load.start(2);
    await eachRound(world, rounds, 'end', async () => {
      await world.load.storedAgain(world.random.between(50, 200));
      await drained(world, node);
      await node.start();
      await healed(world, 'node ends');
    });
    await world.settle();
  },
};

/** One node of two is told to end: its clients are on the other one at once. */
export const clusterDrain: Row = {
  number: '17-nodes',
  title: 'SIGTERM under load on one node of two',
  needs: ['postgres', 'redis'],
  rounds: 20,
  async run(world, rounds) {
    const { sites } = await addCluster(world, { nodes: 2 });
    await populate(world);
    world.load.start(5);
    await eachRound(world, rounds, 'end', async () => {
      await world.load.storedAgain(world.random.between(50, 200));
      const { node } = busiest(world, sites);
      const moved = movedFrom(world, node.name);
      await drained(world, node);
      world.note('all on the other node after, ms', await moved);
      await node.start();
      await healed(world, 'node ends');
      expectNoFarewells(world, 0);
    });
    await world.settle();
  },
};

function populate(world: World): Promise<void> {
  return world.gather(guests(6), ['lobby', 'garden']);
}

function movedFrom({ people }: World, name: string): Promise<number> {
  return until('all are on the other node', MOVE_MS, () =>
    people.every(({ isOnline, node }) => isOnline && node !== name),
  );
}

/** Ends a node as an operator would, and looks whether it left anyone waiting. */
async function drained(world: World, node: ServerNode): Promise<void> {
  const begin = performance.now();
  world.begin('node ends');
  const { code } = await node.end('SIGTERM');
  const took = performance.now() - begin;
  world.note('exit, ms', took);
  expectThat(`exit code 0 (it was ${code})`, code === 0);
  expectThat(`exit within ${EXIT_MS} ms (it took ${Math.round(took)})`, took <= EXIT_MS);
  const left = unanswered(world, node.name, begin - ON_THE_WAY_MS);
  expectThat(`every send in flight answered (${left} were not)`, left === 0);
}

/** Sends over the connections of that moment that have no answer though they went out well before. */
function unanswered({ recorder: { history } }: World, node: string, before: number): number {
  const open = new Map<number, Set<number>>();
  for (const entry of history) {
    if (entry.op === 'open' && entry.node === node) open.set(entry.conn, new Set());
    if (entry.op === 'close' && entry.time < before) open.delete(entry.conn);
    if (entry.op === 'answer') open.get(entry.conn)?.delete(entry.request);
    if (entry.op !== 'ask' || entry.time > before) continue;
    if (entry.event === 'new message') open.get(entry.conn)?.add(entry.request);
  }
  return [...open.values()].reduce((sum, { size }) => sum + size, 0);
}
