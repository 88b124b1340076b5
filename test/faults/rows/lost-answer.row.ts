import { sqliteIn } from '../world/world.js';
import { guests } from './guests.js';
import { eachRound, levelAgain } from './rounds.js';
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
    await world.gather(guests(4), ['lobby']);
    world.load.start(20);
    await eachRound(world, rounds, 'answer', async () => {
      await proxy.loseNext(ACKNOWLEDGEMENT);
      await levelAgain(world);
    });
    await world.settle();
  },
};
