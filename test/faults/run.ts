import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { Violation } from './checker/rule.js';
import type { Row } from './rows/row.js';
import { World } from './world/world.js';

/** How to run a row. */
export interface RunOptions {
  readonly seed: number;
  readonly rounds: number;
  /** Where the folder of the run is made; it stays there if the run fails. */
  readonly parent: string;
  readonly keep?: boolean;
  readonly report?: (progress: string) => void;
}

/** How a run went. */
export interface Outcome {
  readonly passed: boolean;
  /** What the row itself missed. */
  readonly error: Error | undefined;
  readonly violations: readonly Violation[];
  readonly figures: ReadonlyMap<string, readonly number[]>;
  /** Messages that were acknowledged. */
  readonly acknowledged: number;
  readonly entries: number;
  /** The history, the logs, and what was found. */
  readonly folder: string;
}

/** Runs a row once, and checks the history that its clients wrote. */
export async function runRow(row: Row, options: RunOptions): Promise<Outcome> {
  const { seed, rounds, parent, keep = false, report = () => {} } = options;
  const folder = join(parent, `row-${row.number}-seed-${seed}`);
  await rm(folder, { recursive: true, force: true });
  const world = await World.create({ row: row.number, seed, folder, report });
  let error: Error | undefined;
  try {
    await row.run(world, rounds);
  } catch (thrown) {
    error = thrown instanceof Error ? thrown : new Error(String(thrown));
  }
  await world.end();
  const violations = world.violations();
  const passed = error === undefined && violations.length === 0;
  const { figures, load, recorder } = world;
  const outcome = { passed, error, violations, figures, folder };
  await writeFile(join(folder, 'outcome.txt'), describe(row, options, outcome));
  if (passed && !keep) await rm(folder, { recursive: true });
  return { ...outcome, acknowledged: load.stored, entries: recorder.history.length };
}

/** What a run found, and how to run it again. */
function describe(
  row: Row,
  { seed, rounds }: RunOptions,
  { error, violations }: Pick<Outcome, 'error' | 'violations'>,
): string {
  return [
    `npm run faults -- --row ${row.number} --seed ${seed} --rounds ${rounds}`,
    ...(error ? [inspect(error)] : []),
    ...violations.map(({ rule, what, entries }) =>
      [`rule ${rule}: ${what}`, ...entries.map((entry) => JSON.stringify(entry))].join('\n  '),
    ),
    '',
  ].join('\n');
}
