import { CLOCK_SHIFT } from '../world/clock-shift.js';
import { HEAL_MS, sqliteIn } from '../world/world.js';
import type { Row } from './row.js';

/** The wall clock of a node jumps ten minutes back and forth: order is by `seq`, timers go on. */
export const clock: Row = {
  number: '29',
  title: 'clock ± 10 min',
  needs: [],
  rounds: 20,
  async run(world, rounds) {
    const { node } = await world.addNode({ ...sqliteIn(world), ...CLOCK_SHIFT });
    await world.gather(['anna', 'ben', 'cleo', 'dora'], ['lobby']);
    world.load.start(5);
    for (let round = 1; round <= rounds; round += 1) {
      world.options.report(`jump ${round} of ${rounds}`);
      await world.load.storedAgain(50);
      node.signal('SIGUSR2');
      await world.load.storedAgain(50);
      world.note('level again, ms', await world.levelled(HEAL_MS));
    }
    await world.settle();
  },
};
