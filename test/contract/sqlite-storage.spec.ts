import { afterAll, beforeAll, describe } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adoptDatabase } from '../../src/storage/host.database.js';
import { openDatabase } from '../../src/storage/open-database.js';
import { createStorage } from '../../src/storage/storage.js';
import { hostKysely } from '../support/host-kysely.js';
import { storageContract } from './storage.contract.js';

async function open(url: string) {
  const database = await openDatabase(url);
  return { storage: createStorage(database), close: () => database.close() };
}

/** A host's database, with tables and a plugin that would be in the way of ours. */
async function openHosts(path: string) {
  const host = hostKysely(path);
  for (const table of ['users', 'rooms', 'messages']) {
    await host.schema.createTable(table).addColumn('mine', 'text').execute();
  }
  const database = await adoptDatabase(host);
  const storage = createStorage(database);
  return { storage, close: () => host.destroy() };
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

describe('SQLite of a host', () => {
  storageContract(() => openHosts(':memory:'));
});
