import { addCluster, PRESENCE_TTL } from '../world/cluster.js';
import { busiest } from '../world/cluster-health.js';
import { Crowd } from '../world/crowd.js';
import type { ServerNode } from '../world/server-node.js';
import { bar, until } from '../world/waiting.js';
import { HEAL_MS, type World } from '../world/world.js';
import { expectThat } from './expectation.js';
import { guests } from './guests.js';
import { eachRound } from './rounds.js';
import type { Row } from './row.js';

/** A lease is renewed each tenth of the time to live, and looked at as often. */
const TOLERANCE_MS = bar(3_000);

/** A node dies for good: its people come back on the other one, and who does not is gone in time. */
export const nodeDeath: Row = {
  number: '15',
  title: 'a node of two dies',
  needs: ['postgres', 'redis'],
  rounds: 3,
  async run(world, rounds) {
    const { sites } = await addCluster(world, { nodes: 2 });
    await world.gather(guests(4), ['lobby']);
    world.load.start(10);
    await eachRound(world, rounds, 'death', async (round) => {
      await world.load.storedAgain(world.random.between(20, 100));
      await dieWithSomeone(world, busiest(world, sites).node, `ghost${round}`);
    });
    await world.settle();
  },
};

/** Ends a node for as long as it takes to see off someone who was on it and does not come back. */
async function dieWithSomeone(world: World, node: ServerNode, name: string): Promise<void> {
  const goAway = await Crowd.visit(world, node.url, name, ['lobby']);
  world.begin('node killed');
  await node.end('SIGKILL');
  goAway();
  const killed = performance.now();
  const { people } = world;
  const isBack = () => people.every((person) => person.isOnline && person.node !== node.name);
  world.note('all back on the other node, ms', await until('all are back', HEAL_MS, isBack));
  world.note('level there, ms', await world.levelled(HEAL_MS));
  const isGone = () => world.sees('anna', name, 'offline');
  await until('the ghost is gone', PRESENCE_TTL * 1_000 + TOLERANCE_MS, isGone);
  world.note('ghost gone, ms', performance.now() - killed);
  const told = people.filter(({ user }) => world.sees('anna', user, 'offline'));
  expectThat('whoever is back was not seen off', told.length === 0);
  await node.start();
  world.heal('node killed');
  await world.levelled(HEAL_MS);
}
