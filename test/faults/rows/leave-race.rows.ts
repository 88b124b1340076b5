import { addCluster } from '../world/cluster.js';
import { pass } from '../world/waiting.js';
import { sqliteIn, type World } from '../world/world.js';
import { guests } from './guests.js';
import { eachRound } from './rounds.js';
import type { Row } from './row.js';

/** Someone leaves and comes back while others write: what is sent after they left is not theirs. */
export const leaveRace: Row = {
  number: '9',
  title: 'leaving while others write',
  needs: [],
  rounds: 1_000,
  async run(world, rounds) {
    await world.addNode(sqliteIn(world));
    await world.gather(guests(3), ['lobby']);
    await leaveAndComeBack(world, rounds);
  },
};

/** The same, while people on both nodes write. */
export const clusterLeaveRace: Row = {
  number: '9-nodes',
  title: 'leaving while others write on two nodes',
  needs: ['postgres', 'redis', 'nginx'],
  rounds: 1_000,
  async run(world, rounds) {
    await addCluster(world, { nodes: 2, nginx: true });
    await world.gather(guests(4), ['lobby']);
    await leaveAndComeBack(world, rounds);
  },
};

async function leaveAndComeBack(world: World, rounds: number): Promise<void> {
  world.load.start(0);
  const fickle = world.addDevice('fickle');
  await eachRound(world, rounds, 'leaving', async () => {
    await fickle.join('lobby');
    await pass(world.random.between(0, 10));
    await fickle.leave('lobby');
    await pass(world.random.between(0, 5));
  });
  await world.settle();
}
