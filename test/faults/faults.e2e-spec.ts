import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { describeWith } from '../support/services/describe-with.js';
import { missingFor } from './needs.js';
import { ROWS } from './rows/rows.js';
import { runRow } from './run.js';

/** A little of `npm run faults`: how often each fault is injected here. */
const SELECTION: ReadonlyMap<string, number> = new Map([
  ['1', 2],
  ['1-nodes', 2],
  ['2', 3],
  ['10-nodes', 1],
  ['12', 1],
  ['17', 1],
  ['19-nodes', 2],
  ['24', 10],
]);
const SEED = 20_250_521;

for (const [number, rounds] of SELECTION) {
  const row = ROWS.find((row) => row.number === number);
  const missing = row ? missingFor(row) : 'There is no such row';
  describeWith(
    { isThere: missing === undefined, otherwise: missing ?? '' },
    `row ${number} of the fault suite, ${row?.title}`,
    () => {
      it('breaks none of the sixteen rules', async () => {
        if (!row) throw new Error(`There is no row ${number}`);
        const parent = join(tmpdir(), 'parley-fault-runs');
        const { passed, error, violations, folder } = await runRow(row, {
          seed: SEED,
          rounds,
          parent,
        });
        expect({ error, violations, folder: passed ? '' : folder }).toEqual({
          error: undefined,
          violations: [],
          folder: '',
        });
      }, 900_000);
    },
  );
}

describe('the selection', () => {
  it('is of rows that there are', () => {
    const numbers = ROWS.map(({ number }) => number);
    expect([...SELECTION.keys()].filter((number) => !numbers.includes(number))).toEqual([]);
  });
});
