import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { ClientStorage } from './types.js';

function parse(text: string): Map<string, string> {
  const stored: unknown = JSON.parse(text);
  if (typeof stored !== 'object' || stored === null) return new Map();
  return new Map(
    Object.entries(stored).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}

async function load(path: string): Promise<Map<string, string>> {
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (error) {
    const missing =
      typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
    // Half a file of an earlier crash is as good as none; a file that may not be read is a fault.
    if (missing || error instanceof SyntaxError) return new Map();
    throw error;
  }
}

/**
 * Keeps strings in a JSON file, readable by its owner only, since it holds a token. One program at a
 * time may use it. Each change is on disk, whole, when its promise resolves.
 * @throws what the file system says, also for each later call.
 */
export function fileStorage(path: string): ClientStorage {
  let values: Promise<Map<string, string>> | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  async function save(change: (values: Map<string, string>) => void): Promise<void> {
    const map = await (values ??= load(path));
    change(map);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.new`, JSON.stringify(Object.fromEntries(map)), { mode: 0o600 });
    await rename(`${path}.new`, path);
  }
  const inTurn = (change: (values: Map<string, string>) => void): Promise<void> => {
    const done = turn.then(() => save(change));
    turn = done.catch(() => {});
    return done;
  };

  return {
    get: async (key) => (await (values ??= load(path))).get(key),
    set: (key, value) => inTurn((map) => void map.set(key, value)),
    delete: (key) => inTurn((map) => void map.delete(key)),
  };
}
