import { afterAll, beforeAll, describe } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/storage/open-database.js';
import { createStorage } from '../../src/storage/storage.js';
import { storageContract } from './storage.contract.js';

async function open(url: string) {
  const database = await openDatabase(url);
  return { storage: createStorage(database), close: () => database.close() };
}

describe('SQLite in memory', () => {
  storageContract(() => open('sqlite::memory:'));
});

describe('SQLite in a file', () => {
  let folder: string;
  let files = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  storageContract(() => open(`sqlite:${folder}/${++files}.db`));
});
