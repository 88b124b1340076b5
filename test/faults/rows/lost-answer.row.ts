import { HEAL_MS, sqliteIn } from '../world/world.js';
import type { Row } from './row.js';

/** The answer to a send, on its way to the client. */
const ACKNOWLEDGEMENT = /"ok":true,"message":\{/;

/** The server stores and answers, and the answer never arrives: the client asks again. */
export const lostAnswer: Row = {
  number: '2',
  title: 'lost acknowledgement, and a retry',
  needs: [],
  rounds: 100,
  async run(world, rounds) {
    const { proxy } = await world.addNode(sqliteIn(world));
    await world.gather(['anna', 'ben', 'cleo', 'dora'], ['lobby']);
    world.load.start(20);
    for (let round = 1; round <= rounds; round += 1) {
      world.options.report(`answer ${round} of ${rounds}`);
      await proxy.loseNext(ACKNOWLEDGEMENT);
      world.note('level again, ms', await world.levelled(HEAL_MS));
    }
    await world.settle();
  },
};
