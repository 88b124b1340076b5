import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { RULES } from './checker/rules.js';
import { ROWS } from './rows/rows.js';

const page = readFileSync('docs/guarantees.md', 'utf8');

/** The cells of each row of the tables whose first cell is like this. */
function rowsOf(first: RegExp): string[][] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([cell = '']) => first.test(cell));
}

describe('docs/guarantees.md', () => {
  const faults = rowsOf(/^\d+(-\w+)*$/).filter((cells) => cells.length === 4);

  it('names for every fault a test that exists', () => {
    const files = faults.map((cells) => cells[3] ?? '');
    expect(files.filter((file) => !existsSync(file))).toEqual([]);
    expect(files.length).toBeGreaterThan(20);
  });

  it('lists every row of the suite', () => {
    const listed = new Set(faults.map(([number]) => number));
    expect(ROWS.filter(({ number }) => !listed.has(number))).toEqual([]);
  });

  it('lists every rule of the checker', () => {
    const listed = rowsOf(/^\d+$/).filter((cells) => cells.length === 2);
    expect(listed.map(([number]) => Number(number))).toEqual(RULES.map(({ number }) => number));
  });
});
