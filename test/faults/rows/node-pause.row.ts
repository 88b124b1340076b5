import { addCluster } from '../world/cluster.js';
import { busiest } from '../world/cluster-health.js';
import { pass } from '../world/waiting.js';
import { guests } from './guests.js';
import { eachRound, healed } from './rounds.js';
import type { Row } from './row.js';

const PAUSE_MS = 30_000;
const MIB = 1_048_576;

/** A node does nothing for half a minute, longer than its lease, and then goes on. */
export const nodePause: Row = {
  number: '14',
  title: 'a node of two is paused for 30 s',
  needs: ['postgres', 'redis'],
  rounds: 3,
  async run(world, rounds) {
    const { sites } = await addCluster(world, { nodes: 2 });
    await world.gather(guests(6), ['lobby', 'garden']);
    world.load.start(10);
    await eachRound(world, rounds, 'pause', async () => {
      await world.load.storedAgain(world.random.between(50, 150));
      const { node } = busiest(world, sites);
      world.begin('node paused');
      node.pause();
      await pass(PAUSE_MS);
      const [peer] = sites.filter((site) => site.node !== node);
      world.note("its peer's memory, MiB", (peer?.node.rssBytes ?? 0) / MIB);
      node.resume();
      await healed(world, 'node paused');
    });
    await world.settle();
  },
};
