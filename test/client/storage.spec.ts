import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { memoryStorage, webStorage, type ClientStorage } from '../../src/client/index.js';
import { fileStorage } from '../../src/client/node.js';

/** What a browser has, with as much room as a test wants. */
class Area {
  readonly values = new Map<string, string>();
  full = false;

  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    if (this.full) throw new Error('QuotaExceededError');
    this.values.set(key, value);
  }
  removeItem(key: string): void {
    this.values.delete(key);
  }
}

let folder: string;
let area: Area;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-'));
  area = new Area();
  Object.defineProperty(globalThis, 'localStorage', { value: area, configurable: true });
});

afterEach(async () => {
  Reflect.deleteProperty(globalThis, 'localStorage');
  await rm(folder, { recursive: true });
});

const storages: [string, () => ClientStorage][] = [
  ['memory', memoryStorage],
  ['localStorage', webStorage],
  ['a file', () => fileStorage(join(folder, 'deep', 'chat.json'))],
];

describe.each(storages)('a storage in %s', (_, make) => {
  it('keeps, replaces and deletes strings', async () => {
    const storage = make();
    expect((await storage.get('a')) ?? undefined).toBeUndefined();
    await storage.set('a', '1');
    await storage.set('b', '2');
    await storage.set('a', '3');
    await storage.delete('b');
    await storage.delete('c');
    expect(await storage.get('a')).toBe('3');
    expect((await storage.get('b')) ?? undefined).toBeUndefined();
  });
});

describe('localStorage', () => {
  it('when full is replaced by memory, key by key', async () => {
    const storage = webStorage();
    await storage.set('a', 'old');
    area.full = true;
    await storage.set('a', 'new');
    expect(await storage.get('a')).toBe('new');
    area.full = false;
    await storage.set('a', 'newer');
    expect(area.values.get('a')).toBe('newer');
    expect(await storage.get('a')).toBe('newer');
  });

  it('when forbidden or absent is replaced by memory', async () => {
    const storage = webStorage();
    Object.defineProperty(globalThis, 'localStorage', {
      configurable: true,
      get: () => {
        throw new Error('SecurityError');
      },
    });
    await storage.set('a', '1');
    Reflect.deleteProperty(globalThis, 'localStorage');
    expect(await storage.get('a')).toBe('1');
  });
});

describe('a file', () => {
  it('outlives the program, and is readable by its owner only', async () => {
    const path = join(folder, 'chat.json');
    await fileStorage(path).set('a', '1');
    expect(await fileStorage(path).get('a')).toBe('1');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('has every change when many are made at once', async () => {
    const path = join(folder, 'chat.json');
    const storage = fileStorage(path);
    const keys = Array.from({ length: 20 }, (_, n) => `key ${n}`);
    await Promise.all(keys.map(async (key) => storage.set(key, 'x')));
    const content: unknown = JSON.parse(await readFile(path, 'utf8'));
    expect(content).toEqual(Object.fromEntries(keys.map((key) => [key, 'x'])));
  });

  it.each(['', '{"a":', '5', '{"a":1}'])('that holds %j is as good as empty', async (content) => {
    const path = join(folder, 'chat.json');
    await writeFile(path, content);
    expect(await fileStorage(path).get('a')).toBeUndefined();
  });

  it('that cannot be written says so', async () => {
    await expect(fileStorage(folder).set('a', '1')).rejects.toMatchObject({ code: 'EISDIR' });
  });
});
