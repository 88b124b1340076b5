import { afterAll, beforeAll } from '@jest/globals';
import type { HostTransaction } from '../../src/rooms/host-transactions.js';
import { openDatabase } from '../../src/storage/open-database.js';
import { createStorage } from '../../src/storage/storage.js';
import { describeWithPostgres, PostgresService } from '../support/services/postgres.service.js';
import { hostTransactionsContract } from './host-transactions.contract.js';
import { storageContract } from './storage.contract.js';

describeWithPostgres('PostgreSQL', () => {
  let postgres: PostgresService;
  beforeAll(async () => {
    postgres = await PostgresService.start();
  });
  afterAll(() => postgres.stop());

  async function open() {
    const database = await openDatabase(await postgres.createDatabase());
    const { kysely } = database;
    return {
      storage: createStorage(database),
      transact: <T>(work: (transaction: HostTransaction) => Promise<T>) =>
        kysely.transaction().execute(work),
      close: () => database.close(),
    };
  }

  storageContract(open);
  hostTransactionsContract(open);
});
