import { TestClient } from 'nest-parley/testing';
import { AuthApi } from '../../support/auth-api.js';
import { addCluster } from '../world/cluster.js';
import type { Person } from '../world/person.js';
import { bar, until } from '../world/waiting.js';
import type { Site, World } from '../world/world.js';
import { expectThat } from './expectation.js';
import { guests } from './guests.js';
import { eachRound } from './rounds.js';
import type { Row } from './row.js';

const ADMIN_SECRET = 'the-secret-of-an-operator-for-tests-only';
/** How soon every node has ended the connections of who may not be there. */
const END_MS = bar(1_000);

/**
 * Someone is shut out on one node while people write on both: in odd rounds while they are away, in even
 * ones from under a connection to the other node.
 */
export const revoked: Row = {
  number: '8',
  title: 'someone is shut out, away or connected to the other node',
  needs: ['postgres', 'redis'],
  rounds: 20,
  async run(world, rounds) {
    const env = { AUTH_MODE: 'accounts', ALLOW_GUESTS: 'true', ADMIN_SECRET };
    const { sites } = await addCluster(world, { nodes: 2, env });
    await world.gather(guests(4), ['lobby']);
    world.load.start(5);
    await eachRound(world, rounds, 'shutting out', async (round) => {
      await shutOut(world, sites, `mallory${round}`, round % 2 === 1);
    });
    await world.settle();
  },
};

async function shutOut(
  world: World,
  sites: readonly Site[],
  name: string,
  isAway: boolean,
): Promise<void> {
  const { accessToken: token } = await new AuthApi(urlOf(sites[0])).register(name);
  const mallory = world.addDevice(name, token);
  await mallory.join('lobby');
  await world.load.storedAgain(world.random.between(5, 30));
  // Whoever is shut out is not expected to be level.
  mallory.hideAll();
  world.people.splice(world.people.indexOf(mallory), 1);
  if (isAway) mallory.close();
  const other = sites.find(({ node }) => node.name !== mallory.node);
  const path = `users/${name}/disable`;
  const { status } = await new AuthApi(urlOf(other)).post(path, {}, ADMIN_SECRET);
  expectThat(`they are shut out (${status})`, status === 204);
  const begun = performance.now();
  if (!isAway) {
    await until('the connection ends', END_MS, () => mallory.chat.connection === 'refused');
    world.note('connection ended after, ms', performance.now() - begun);
  }
  await world.load.storedAgain(20);
  for (const site of sites) await expectRefused(site, token);
  expectThat('nothing came afterwards', heardSince(world, mallory, begun + END_MS) === 0);
  mallory.close();
}

async function expectRefused(site: Site, token: string): Promise<void> {
  const outcome = await TestClient.connect(urlOf(site), { token }).then(
    (client) => {
      client.close();
      return 'let in';
    },
    (fault: unknown) =>
      typeof fault === 'object' && fault !== null && 'code' in fault ? String(fault.code) : 'lost',
  );
  expectThat(`${site.node.name} refuses them (${outcome})`, outcome === 'UNAUTHORIZED');
}

function heardSince({ recorder: { history } }: World, { user }: Person, time: number): number {
  return history.filter(
    (entry) => entry.op === 'receive' && entry.user === user && entry.time > time,
  ).length;
}

function urlOf(site: Site | undefined): string {
  if (!site) throw new Error('There is no such node');
  return site.node.url;
}
