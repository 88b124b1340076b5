import { CLOCK_SHIFT } from '../world/clock-shift.js';
import { addCluster } from '../world/cluster.js';
import { sqliteIn, type Site, type World } from '../world/world.js';
import { guests } from './guests.js';
import { eachRound, levelAgain } from './rounds.js';
import type { Row } from './row.js';

/** The wall clock of a node jumps ten minutes back and forth: order is by `seq`, timers go on. */
export const clock: Row = {
  number: '29',
  title: 'clock ± 10 min',
  needs: [],
  rounds: 20,
  async run(world, rounds) {
    await jumps(world, rounds, await world.addNode({ ...sqliteIn(world), ...CLOCK_SHIFT }));
  },
};

/** The wall clock of one node of two jumps: order, leases and timers are of no one's wall clock. */
export const clusterClock: Row = {
  number: '29-nodes',
  title: 'clock ± 10 min on one node of two',
  needs: ['postgres', 'redis', 'nginx'],
  rounds: 20,
  async run(world, rounds) {
    const { sites } = await addCluster(world, { nodes: 2, nginx: true, env: CLOCK_SHIFT });
    await jumps(world, rounds, sites[0]);
  },
};

async function jumps(world: World, rounds: number, site: Site | undefined): Promise<void> {
  await world.gather(guests(4), ['lobby']);
  world.load.start(5);
  await eachRound(world, rounds, 'jump', async () => {
    await world.load.storedAgain(50);
    site?.node.signal('SIGUSR2');
    await world.load.storedAgain(50);
    await levelAgain(world);
  });
  await world.settle();
}
