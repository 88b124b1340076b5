import { pass } from '../world/waiting.js';
import { sqliteIn } from '../world/world.js';
import type { Row } from './row.js';

const NAMES = ['anna', 'ben', 'cleo', 'dora', 'emil', 'fay', 'gus', 'hana'];

/** Eight write in one room without a pause: there is one order, without a gap. */
export const concurrentSenders: Row = {
  number: '19',
  title: 'eight senders at once',
  needs: [],
  rounds: 20,
  async run(world, rounds) {
    await world.addNode(sqliteIn(world));
    await world.gather(NAMES, ['lobby']);
    world.load.start(0);
    for (let round = 1; round <= rounds; round += 1) {
      world.options.report(`second ${round} of ${rounds}`);
      await pass(1_000);
    }
    await world.settle();
  },
};
