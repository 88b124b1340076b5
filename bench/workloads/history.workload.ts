import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Samples } from '../results.js';
import { DATA_DIRECTORY, type Stage } from '../stage.js';
import { TARGETS } from '../targets.js';
import { interleave, withStage, type Run, type Workload } from './workload.js';

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
 * Brings a database's two rooms to their number of messages, written through the protocol as any
 * others. What is already there is not written again.
 */
async function seed(run: Run, { long, short }: Sizes, database: string): Promise<void> {
  await withStage(run, { target: TARGETS.parley, database }, async (stage) => {
    run.progress(`seeding a room with ${long} messages (the first time only)`);
    await stage.run({ do: 'fill', room: LONG, messages: long });
    await stage.run({ do: 'fill', room: SHORT, messages: short });
  });
}

/** The rounds work on a copy, so that who joined in them does not stay. */
function copied(database: string, directory: string): string {
  const copy = join(directory, 'parley.db');
  for (const suffix of ['', '-wal']) {
    if (existsSync(database + suffix)) copyFileSync(database + suffix, copy + suffix);
  }
  return copy;
}

/** Rounds of joins to both rooms in turn; the first is the warm-up. */
async function rounds(run: Run, sizes: Sizes, stage: Stage, samples: Samples): Promise<void> {
  const { joins, joinsPerSecond } = sizes;
  await interleave(run, sizes.rounds + 1, [stage], async (_, number) => {
    for (const [room, messages] of [[LONG, sizes.long] as const, [SHORT, sizes.short] as const]) {
      const round = `round-${number}-${messages}`;
      const { latency } = await stage.run({
        do: 'history-join',
        room,
        messages,
        joins,
        joinsPerSecond,
        round,
      });
      const { p50, p99, p999 } = latency;
      if (number > 1) samples.add('parley', room, { p50, p99, p999 });
    }
  });
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
    mkdirSync(DATA_DIRECTORY, { recursive: true });
    const directory = mkdtempSync(join(DATA_DIRECTORY, 'history-'));
    try {
      // A million messages take minutes to write: they are kept for the next run.
      const original = join(run.quick ? directory : DATA_DIRECTORY, `history-${sizes.long}.db`);
      await seed(run, sizes, original);
      const database = copied(original, directory);
      await withStage(run, { target: TARGETS.parley, database }, async (stage) => {
        await rounds(run, sizes, stage, samples);
      });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
    return samples;
  },
};
