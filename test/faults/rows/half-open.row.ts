import { until } from '../world/waiting.js';
import { sqliteIn } from '../world/world.js';
import { guests } from './guests.js';
import { eachRound } from './rounds.js';
import type { Row } from './row.js';

/** Socket.IO's defaults: a ping each 25 s, whose answer may take 20 s. */
const PING_SUM_MS = 45_000;
const TOLERANCE_MS = 3_000;

/** A client's network is gone without a word: it is offline when it has missed its ping. */
export const halfOpen: Row = {
  number: '21',
  title: 'half-open TCP',
  needs: [],
  rounds: 2,
  async run(world, rounds) {
    await world.addNode(sqliteIn(world));
    await world.gather(guests(2), ['lobby']);
    const { person: lost, proxy } = await world.gatherAlone('lost', ['lobby']);
    world.load.start(200);
    await eachRound(world, rounds, 'loss', async () => {
      world.begin('half-open');
      proxy.blackhole('up', 'down');
      const offline = () => world.sees('anna', 'lost', 'offline');
      const ms = await until('they are offline', PING_SUM_MS + TOLERANCE_MS, offline);
      world.note('offline after, ms', ms);
      proxy.resume();
      world.heal('half-open');
      await until('they are back', 30_000, () => lost.isOnline);
      await world.levelled();
    });
    await world.settle();
  },
};
