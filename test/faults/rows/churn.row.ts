import { ChatClient } from 'nest-parley/client';
import { sqliteIn } from '../world/world.js';
import { expectThat } from './expectation.js';
import { guests } from './guests.js';
import { eachRound } from './rounds.js';
import type { Row } from './row.js';

const MIB = 1_048_576;
const AT_ONCE = 10;
/** Of memory, from the second third of the rounds to the last. */
const MOST_GROWTH_BYTES = 24 * MIB;

/** Growth takes three thirds to be seen. */
const LEAST_ROUNDS = 3;

/** People come, join, write, leave and go, over and over: memory does not grow with it. */
export const churn: Row = {
  number: '35',
  title: 'churn',
  needs: [],
  rounds: 300,
  async run(world, rounds) {
    // A small heap makes the collector tidy up, so that what grows is what is kept.
    const small = { NODE_OPTIONS: '--max-old-space-size=64 --max-semi-space-size=2' };
    const { node, proxy } = await world.addNode({ ...sqliteIn(world), ...small });
    await world.gather(guests(2), ['lobby']);
    world.load.start(100);
    const sizes: number[] = [];
    const count = Math.max(rounds, LEAST_ROUNDS);
    await eachRound(world, count, 'round', async (round) => {
      await comeAndGo(proxy.url, round);
      sizes.push(node.rssBytes);
    });
    const third = Math.ceil(count / 3);
    const growth = mean(sizes.slice(-third)) - mean(sizes.slice(third, 2 * third));
    world.note('memory at the end, MiB', mean(sizes.slice(-third)) / MIB);
    world.note('growth from the second third to the last, MiB', growth / MIB);
    expectThat('memory does not grow', growth < MOST_GROWTH_BYTES);
    await world.settle();
  },
};

/** They look into the lobby, but write elsewhere: no one notes down what they send. */
async function comeAndGo(url: string, round: number): Promise<void> {
  const come = async (index: number) => {
    const client = new ChatClient({ url, username: `guest${index}-${round}` });
    await (await client.join('lobby')).leave();
    for (const name of ['market', `room ${round}`]) {
      const room = await client.join(name);
      await room.send(`guest ${index} in round ${round}`);
      await room.leave();
    }
    client.close();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => come(index)));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
