import { latencies, percentile } from '../world/latency.js';
import { pass, until } from '../world/waiting.js';
import { sqliteIn } from '../world/world.js';
import { expectThat } from './expectation.js';
import { guests } from './guests.js';
import { eachRound } from './rounds.js';
import type { Row } from './row.js';

const CAP_BYTES = 1_048_576;
/** How much longer the slowest percent of answers may take while someone does not read. */
const MOST_SLOWDOWN_MS = 250;
const QUIET_MS = 3_000;

/** Someone stops reading: the server cuts them at the cap, and no one else feels it. */
export const slowReader: Row = {
  number: '7',
  title: 'a client that stops reading',
  needs: [],
  rounds: 5,
  async run(world, rounds) {
    await world.addNode({ ...sqliteIn(world), SLOW_CONSUMER_BYTES: String(CAP_BYTES) });
    await world.gather(guests(4), ['lobby']);
    const { person: slow, proxy } = await world.gatherAlone('slow', ['lobby']);
    world.load.textLength = 3_500;
    world.load.start(10);
    await eachRound(world, rounds, 'stop', async () => {
      const begin = performance.now();
      await pass(QUIET_MS);
      const before = percentile(latencies(world, begin), 99);
      const stopped = performance.now();
      world.begin('slow does not read');
      proxy.blackhole('down');
      await until('the slow reader is cut', 60_000, () => world.sees('anna', 'slow', 'offline'));
      world.note('cut after, ms', performance.now() - stopped);
      const during = percentile(latencies(world, stopped), 99);
      world.note('answers meanwhile, p99 ms', during);
      world.note('answers before, p99 ms', before);
      expectThat('peers do not wait for a slow reader', during < before + MOST_SLOWDOWN_MS);
      proxy.resume();
      world.heal('slow does not read');
      await until('the slow reader is back', 20_000, () => slow.isOnline);
      await world.levelled();
    });
    await world.settle();
  },
};
