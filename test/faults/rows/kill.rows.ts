import { addCluster } from '../world/cluster.js';
import type { ServerNode } from '../world/server-node.js';
import { sqliteIn, type World } from '../world/world.js';
import { guests } from './guests.js';
import { eachRound, healed } from './rounds.js';
import type { Row } from './row.js';

/** A node dies at any moment of a load, and is started again. */
export const kill: Row = {
  number: '1',
  title: 'SIGKILL under load, SQLite',
  needs: [],
  rounds: 100,
  async run(world, rounds) {
    const { node } = await world.addNode(sqliteIn(world));
    await populate(world);
    world.load.start(4);
    await kills(world, rounds, () => node);
  },
};

/** Of three nodes, any one dies at any moment of a load, and is started again. */
export const clusterKill: Row = {
  number: '1-nodes',
  title: 'SIGKILL of a random node of three, behind nginx',
  needs: ['postgres', 'redis', 'nginx'],
  rounds: 100,
  async run(world, rounds) {
    const { sites } = await addCluster(world, { nodes: 3, nginx: true });
    await populate(world);
    world.load.start(10);
    await kills(world, rounds, () => world.random.pick(sites).node);
  },
};

async function populate(world: World): Promise<void> {
  await world.gather(guests(6), ['lobby', 'garden']);
  await world.gatherSecondDevice('anna', ['lobby']);
}

async function kills(world: World, rounds: number, victim: () => ServerNode): Promise<void> {
  await eachRound(world, rounds, 'kill', async () => {
    await world.load.storedAgain(world.random.between(1, 200));
    const node = victim();
    world.begin('node killed');
    await node.end('SIGKILL');
    await node.start();
    await healed(world, 'node killed');
  });
  await world.settle();
}
