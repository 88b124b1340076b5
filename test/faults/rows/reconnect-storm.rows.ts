import { addCluster } from '../world/cluster.js';
import { Crowd } from '../world/crowd.js';
import { until } from '../world/waiting.js';
import { sqliteIn, type World } from '../world/world.js';
import { guests } from './guests.js';
import { eachRound } from './rounds.js';
import type { Row } from './row.js';

const BACK_MS = 90_000;

/** A thousand lose their connection in one moment, and all come back. */
export const reconnectStorm: Row = {
  number: '20',
  title: 'reconnect storm of 1,000',
  needs: [],
  rounds: 3,
  async run(world, rounds) {
    const { proxy } = await world.addNode(sqliteIn(world));
    await storms(world, rounds, { url: proxy.url, people: 1_000 });
  },
};

/** All connections to both nodes are lost at once, and all come back, wherever nginx sends them. */
export const clusterStorm: Row = {
  number: '20-nodes',
  title: 'reconnect storm of 500 on two nodes',
  needs: ['postgres', 'redis', 'nginx'],
  rounds: 3,
  async run(world, rounds) {
    await addCluster(world, { nodes: 2, nginx: true });
    await storms(world, rounds, { url: world.entrance?.url ?? '', people: 500 });
  },
};

/** @param crowd who comes beside those who write, and where. */
async function storms(
  world: World,
  rounds: number,
  { url, people }: { readonly url: string; readonly people: number },
): Promise<void> {
  await world.gather(guests(4), ['lobby']);
  const crowd = await Crowd.gather(world, url, people);
  world.load.start(50);
  await eachRound(world, rounds, 'storm', async () => {
    world.begin('storm');
    for (const { proxy } of world.sites) proxy.drop();
    await until('some are gone', BACK_MS, () => !crowd.isThere);
    world.note('all back, ms', await until('all are back', BACK_MS, () => crowd.isThere));
    world.heal('storm');
    await world.levelled();
  });
  await world.settle();
}
