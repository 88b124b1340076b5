import { afterAll, beforeAll, describe } from '@jest/globals';
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import type { HostTransaction } from '../../src/rooms/host-transactions.js';
import { adoptDatabase } from '../../src/storage/host.database.js';
import { openDatabase } from '../../src/storage/open-database.js';
import { createStorage } from '../../src/storage/storage.js';
import type { HostSchema } from '../support/host-kysely.js';
import {
  describeWithDatabaseServer,
  startDatabaseServer,
  type DatabaseServer,
} from '../support/services/database-server.js';
import { hostTransactionsContract } from './host-transactions.contract.js';
import { storageContract } from './storage.contract.js';

describeWithDatabaseServer('PostgreSQL', () => {
  let postgres: DatabaseServer;
  beforeAll(async () => {
    postgres = await startDatabaseServer();
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

  /** A host's, with tables and a plugin that would be in the way of ours, and the driver's own numbers. */
  async function openHosts() {
    const pool = new Pool({ connectionString: await postgres.createDatabase() });
    pool.on('error', () => undefined);
    const host = new Kysely<HostSchema>({
      dialect: new PostgresDialect({ pool }),
      plugins: [new CamelCasePlugin()],
    });
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

  storageContract(open);
  hostTransactionsContract(open);

  describe('of a host', () => {
    storageContract(openHosts);
    hostTransactionsContract(openHosts);
  });
});
