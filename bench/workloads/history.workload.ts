import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Samples } from '../results.js';
import { DATA_DIRECTORY, Stage } from '../stage.js';
import { TARGETS } from '../targets.js';
import { interleave, withStages, type Run, type Workload } from './workload.js';

interface Sizes {
  long: number;
  short: number;
  joinsPerSecond: number;
  /** In each round, in each room. */
  joins: number;
  rounds: number;
}

const FULL: Sizes = { long: 1_000_000, short: 1_000, joinsPerSecond: 200, joins: 600, rounds: 3 };
const QUICK: Sizes = { long: 300, short: 20, joinsPerSecond: 100, joins: 20, rounds: 1 };
const LONG = 'the long history';
const SHORT = 'the short history';

/**
 * A database whose two rooms hold their messages, written through the protocol as any others. It
 * is kept, for a million messages take minutes; what is already there is not written again.
 */
async function seeded(run: Run, { long, short }: Sizes): Promise<string> {
  mkdirSync(DATA_DIRECTORY, { recursive: true });
  const database = join(DATA_DIRECTORY, `history-${long}.db`);
  await withStages([() => Stage.open(TARGETS.parley, '', database)], async ([stage]) => {
    run.progress(`seeding a room with ${long} messages (the first time only)`);
    await stage?.run({ do: 'fill', room: LONG, messages: long });
    await stage?.run({ do: 'fill', room: SHORT, messages: short });
  });
  return database;
}

/** The rounds work on a copy, so that who joined in them does not stay. */
function copied(database: string, directory: string): string {
  const copy = join(directory, 'parley.db');
  for (const suffix of ['', '-wal']) {
    if (existsSync(database + suffix)) copyFileSync(database + suffix, copy + suffix);
  }
  return copy;
}

export const historyJoin: Workload = {
  name: 'history-join',
  summary: '200 joins/s, each with 50 messages of history: 1,000,000 in the room against 1,000',
  targets: ['parley'],
  bars: [
    {
      text: 'p99 with 1,000,000 messages ≤ 1.5 × with 1,000',
      metric: 'p99',
      of: { target: 'parley', variant: LONG },
      against: { target: 'parley', variant: SHORT },
      atMost: 1.5,
    },
  ],
  async measure(run) {
    const samples = new Samples();
    const sizes = run.quick ? QUICK : FULL;
    if (run.targets.length === 0) return samples;
    const original = await seeded(run, sizes);
    const directory = mkdtempSync(join(DATA_DIRECTORY, 'history-'));
    const database = copied(original, directory);
    const rooms = [
      { room: LONG, messages: sizes.long },
      { room: SHORT, messages: sizes.short },
    ];
    const { joins, joinsPerSecond } = sizes;
    try {
      await withStages([() => Stage.open(TARGETS.parley, '', database)], async (stages) => {
        await interleave(run, sizes.rounds + 1, stages, async (stage, number) => {
          for (const { room, messages } of rooms) {
            const round = `round-${number}-${messages}`;
            const { latency } = await stage.run({
              do: 'history-join',
              room,
              messages,
              joins,
              joinsPerSecond,
              round,
            });
            // The first round is the warm-up.
            if (number === 1) continue;
            samples.add('parley', room, { p50: latency.p50, p99: latency.p99, p999: latency.p999 });
          }
        });
      });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
    return samples;
  },
};
