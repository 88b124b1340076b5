import { CLOCK_SHIFT } from '../world/clock-shift.js';
import { addCluster } from '../world/cluster.js';
import { Crowd } from '../world/crowd.js';
import { pass, until } from '../world/waiting.js';
import { HEAL_MS } from '../world/world.js';
import type { Row } from './row.js';

const EIGHT = ['anna', 'ben', 'cleo', 'dora', 'emil', 'fay', 'gus', 'hana'];
const CROWD = 500;
const BACK_MS = 90_000;

/** Someone leaves a room and comes back, while people on both nodes write in it. */
export const clusterLeaveRace: Row = {
  number: '9-nodes',
  title: 'leaving while others write on two nodes',
  needs: ['postgres', 'redis', 'nginx'],
  rounds: 1_000,
  async run(world, rounds) {
    await addCluster(world, { nodes: 2, nginx: true });
    await world.gather(['anna', 'ben', 'cleo', 'dora'], ['lobby']);
    world.load.start(0);
    const fickle = world.addDevice('fickle');
    for (let round = 1; round <= rounds; round += 1) {
      world.options.report(`leaving ${round} of ${rounds}`);
      await fickle.join('lobby');
      await pass(world.random.between(0, 10));
      await fickle.leave('lobby');
      await pass(world.random.between(0, 5));
    }
    await world.settle();
  },
};

/** Eight write in one room on two nodes without a pause: all see one order, without a gap. */
export const clusterSenders: Row = {
  number: '19-nodes',
  title: 'eight senders at once on two nodes',
  needs: ['postgres', 'redis', 'nginx'],
  rounds: 20,
  async run(world, rounds) {
    await addCluster(world, { nodes: 2, nginx: true });
    await world.gather(EIGHT, ['lobby']);
    world.load.start(0);
    for (let round = 1; round <= rounds; round += 1) {
      world.options.report(`second ${round} of ${rounds}`);
      await pass(1_000);
    }
    await world.settle();
  },
};

/** All connections to both nodes are lost at once, and all come back, wherever nginx sends them. */
export const clusterStorm: Row = {
  number: '20-nodes',
  title: `reconnect storm of ${CROWD} on two nodes`,
  needs: ['postgres', 'redis', 'nginx'],
  rounds: 3,
  async run(world, rounds) {
    const { sites } = await addCluster(world, { nodes: 2, nginx: true });
    await world.gather(['anna', 'ben', 'cleo', 'dora'], ['lobby']);
    const crowd = await Crowd.gather(world, world.entrance?.url ?? '', CROWD);
    world.load.start(50);
    for (let round = 1; round <= rounds; round += 1) {
      world.options.report(`storm ${round} of ${rounds}`);
      world.begin('storm');
      for (const { proxy } of sites) proxy.drop();
      await until('some are gone', BACK_MS, () => !crowd.isThere);
      world.note('all back, ms', await until('all are back', BACK_MS, () => crowd.isThere));
      world.heal('storm');
      await world.levelled();
    }
    await world.settle();
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
    await world.gather(['anna', 'ben', 'cleo', 'dora'], ['lobby']);
    world.load.start(5);
    for (let round = 1; round <= rounds; round += 1) {
      world.options.report(`jump ${round} of ${rounds}`);
      await world.load.storedAgain(50);
      sites[0]?.node.signal('SIGUSR2');
      await world.load.storedAgain(50);
      world.note('level again, ms', await world.levelled(HEAL_MS));
    }
    await world.settle();
  },
};
