import { addCluster } from '../world/cluster.js';
import { pass } from '../world/waiting.js';
import { sqliteIn, type World } from '../world/world.js';
import { guests } from './guests.js';
import { eachRound } from './rounds.js';
import type { Row } from './row.js';

/** Eight write in one room without a pause: there is one order, without a gap. */
export const concurrentSenders: Row = {
  number: '19',
  title: 'eight senders at once',
  needs: [],
  rounds: 20,
  async run(world, rounds) {
    await world.addNode(sqliteIn(world));
    await allWrite(world, rounds);
  },
};

/** The same on two nodes: all see one order. */
export const clusterSenders: Row = {
  number: '19-nodes',
  title: 'eight senders at once on two nodes',
  needs: ['postgres', 'redis', 'nginx'],
  rounds: 20,
  async run(world, rounds) {
    await addCluster(world, { nodes: 2, nginx: true });
    await allWrite(world, rounds);
  },
};

async function allWrite(world: World, rounds: number): Promise<void> {
  await world.gather(guests(8), ['lobby']);
  world.load.start(0);
  await eachRound(world, rounds, 'second', () => pass(1_000));
  await world.settle();
}
