import { HEAL_MS, sqliteIn } from '../world/world.js';
import type { Row } from './row.js';

/** A node dies at any moment of a load, and is started again. */
export const kill: Row = {
  number: '1',
  title: 'SIGKILL under load, SQLite',
  needs: [],
  rounds: 100,
  async run(world, rounds) {
    const { node } = await world.addNode(sqliteIn(world));
    await world.gather(['anna', 'ben', 'cleo', 'dora', 'emil', 'fay'], ['lobby', 'garden']);
    await world.gatherSecondDevice('anna', ['lobby']);
    world.load.start(4);
    for (let round = 1; round <= rounds; round += 1) {
      world.options.report(`kill ${round} of ${rounds}`);
      await world.load.storedAgain(world.random.between(1, 200));
      world.begin('node killed');
      await node.end('SIGKILL');
      await node.start();
      world.heal('node killed');
      world.note('level again, ms', await world.levelled(HEAL_MS));
    }
    await world.settle();
  },
};
