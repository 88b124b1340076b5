import { afterEach, describe, expect, it } from '@jest/globals';
import Libsql from 'libsql';
import { Kysely, PostgresDialect, SqliteDialect, sql } from 'kysely';
import { createRequire } from 'node:module';
import { hostKysely, type HostSchema } from '../../test/support/host-kysely.js';
import { adoptDatabase } from './host.database.js';
import { createStorage } from './storage.js';
import { StorageError } from './storage.error.js';

async function refusalOf(host: Kysely<HostSchema>): Promise<StorageError> {
  try {
    await adoptDatabase(host);
  } catch (error) {
    if (error instanceof StorageError) return error;
    throw error;
  }
  throw new Error('It was adopted');
}

describe('adoptDatabase', () => {
  const hosts: Kysely<HostSchema>[] = [];
  afterEach(() => Promise.all(hosts.splice(0).map((host) => host.destroy())));
  const opened = (host: Kysely<HostSchema>) => {
    hosts.push(host);
    return host;
  };

  it('answers, and is not closed by being closed', async () => {
    const host = opened(hostKysely(':memory:'));
    const database = await adoptDatabase(host);
    await database.ping();
    await database.close();
    await expect(sql`select 1`.execute(host)).resolves.toBeDefined();
  });

  it('may be adopted again, and after its schema was half made', async () => {
    const host = opened(hostKysely(':memory:'));
    await adoptDatabase(host);
    await sql`delete from parley_migrations`.execute(host);
    await sql`drop table parley_outbox`.execute(host);
    const { outbox } = createStorage(await adoptDatabase(host));
    expect(await outbox.first(1)).toEqual([]);
  });

  it("takes an instance of the host's own copy of Kysely", async () => {
    const copy: unknown = createRequire(import.meta.url)('kysely');
    expect(isKyselyModule(copy) && copy.Kysely !== Kysely).toBe(true);
    if (!isKyselyModule(copy)) return;
    const dialect = new copy.SqliteDialect({ database: new Libsql(':memory:') });
    const host = opened(new copy.Kysely<HostSchema>({ dialect }));
    const { rooms, hostTransactions } = createStorage(await adoptDatabase(host));
    await host
      .transaction()
      .execute((transaction) =>
        hostTransactions.run(transaction, ({ rooms }) =>
          rooms.findOrCreate({ id: 'r', name: 'R', nameKey: 'r', createdAt: 1 }),
        ),
      );
    expect(await rooms.findByKey('r')).toMatchObject({ id: 'r' });
  });

  it('refuses a database that is neither', async () => {
    const connect = () => Promise.reject(new Error('connection refused'));
    const pool = { connect, end: () => Promise.resolve() };
    const { code, message } = await refusalOf(
      opened(new Kysely({ dialect: new PostgresDialect({ pool }) })),
    );
    expect(code).toBe('unsupported-database');
    expect(message).toContain('answers neither as SQLite nor as PostgreSQL does');
    expect(message).toContain('connection refused');
  });

  it('refuses a driver that gives integers as bigints', async () => {
    const database = new Libsql(':memory:');
    database.defaultSafeIntegers(true);
    const host = opened(new Kysely({ dialect: new SqliteDialect({ database }) }));
    const { code, message } = await refusalOf(host);
    expect(code).toBe('unsupported-database');
    expect(message).toContain('bigint');
  });

  it('refuses a transaction', async () => {
    const host = opened(hostKysely(':memory:'));
    const { code } = await host.transaction().execute((transaction) => refusalOf(transaction));
    expect(code).toBe('unsupported-database');
  });
});

interface KyselyModule {
  Kysely: typeof Kysely;
  SqliteDialect: typeof SqliteDialect;
}

function isKyselyModule(value: unknown): value is KyselyModule {
  return typeof value === 'object' && value !== null && 'Kysely' in value;
}
