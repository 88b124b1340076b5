import { Crowd } from '../world/crowd.js';
import { until } from '../world/waiting.js';
import { sqliteIn } from '../world/world.js';
import type { Row } from './row.js';

const CROWD = 1_000;
const BACK_MS = 90_000;

/** A thousand lose their connection in one moment, and all come back. */
export const reconnectStorm: Row = {
  number: '20',
  title: 'reconnect storm of 1,000',
  needs: [],
  rounds: 3,
  async run(world, rounds) {
    const { proxy } = await world.addNode(sqliteIn(world));
    await world.gather(['anna', 'ben', 'cleo', 'dora'], ['lobby']);
    const crowd = await Crowd.gather(world, proxy.url, CROWD);
    world.load.start(50);
    for (let round = 1; round <= rounds; round += 1) {
      world.options.report(`storm ${round} of ${rounds}`);
      world.begin('storm');
      proxy.drop();
      await until('some are gone', BACK_MS, () => !crowd.isThere);
      world.note('all back, ms', await until('all are back', BACK_MS, () => crowd.isThere));
      world.heal('storm');
      await world.levelled();
    }
    await world.settle();
  },
};
