import { pass } from '../world/waiting.js';
import { sqliteIn } from '../world/world.js';
import type { Row } from './row.js';

/** Someone leaves and comes back while others write: what is sent after they left is not theirs. */
export const leaveRace: Row = {
  number: '9',
  title: 'leaving while others write',
  needs: [],
  rounds: 1_000,
  async run(world, rounds) {
    await world.addNode(sqliteIn(world));
    await world.gather(['anna', 'ben', 'cleo'], ['lobby']);
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
