import { readFile } from 'node:fs/promises';
import type { Entry, History } from './entry.js';

/** Reads what a run wrote down. @throws SyntaxError if a line is none of a history. */
export async function readHistory(path: string): Promise<History> {
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const entry: unknown = JSON.parse(line);
    if (!isEntry(entry)) throw new SyntaxError(`This is no entry of a history: ${line}`);
    return entry;
  });
}

/** The boundary at which a file is taken for a history, which the suite itself wrote. */
function isEntry(value: unknown): value is Entry {
  return typeof value === 'object' && value !== null && 'op' in value && 'time' in value;
}
