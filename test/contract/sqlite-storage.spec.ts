import { afterAll, beforeAll, describe } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostTransaction } from '../../src/rooms/host-transactions.js';
import { adoptDatabase } from '../../src/storage/host.database.js';
import { openDatabase } from '../../src/storage/open-database.js';
import { createStorage } from '../../src/storage/storage.js';
import { hostKysely } from '../support/host-kysely.js';
import { hostTransactionsContract } from './host-transactions.contract.js';
import { storageContract } from './storage.contract.js';

async function open(url: string) {
  const database = await openDatabase(url);
  const { kysely } = database;
  return {
    storage: createStorage(database),
    transact: <T>(work: (transaction: HostTransaction) => Promise<T>) =>
      kysely.transaction().execute(work),
    close: () => database.close(),
  };
}

/** A host's database, with tables and a plugin that would be in the way of ours. */
async function openHosts(path: string) {
  const host = hostKysely(path);
  for (const table of ['users', 'rooms', 'messages']) {
    await host.schema.createTable(table).addColumn('mine', 'text').execute();
  }
  return {
    storage: createStorage(await adoptDatabase(host)),
    transact: <T>(work: (transaction: HostTransaction) => Promise<T>) =>
      host.transaction().execute(work),
    close: () => host.destroy(),
  };
}

describe('SQLite in memory', () => {
  storageContract(() => open('sqlite::memory:'));
  hostTransactionsContract(() => open('sqlite::memory:'));
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
  hostTransactionsContract(() => openHosts(':memory:'));
});
