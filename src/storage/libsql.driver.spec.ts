import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Kysely, sql } from 'kysely';
import { LibsqlConnection, LibsqlDialect } from './libsql.driver.js';

describe('LibsqlDialect', () => {
  let connection: LibsqlConnection;
  let db: Kysely<{ numbers: { n: number } }>;
  beforeEach(() => {
    connection = new LibsqlConnection(':memory:');
    connection.execute('create table numbers (n integer primary key)');
    db = new Kysely({ dialect: new LibsqlDialect(connection) });
  });
  afterEach(() => db.destroy());
  const numbers = async () =>
    (await db.selectFrom('numbers').select('n').execute()).map(({ n }) => n);

  it('reports the fault that made SQLite roll back, and goes on', async () => {
    const insertTwice = db.transaction().execute(async (trx) => {
      await trx.insertInto('numbers').values({ n: 1 }).execute();
      // As after a disk fault, the transaction is gone by the time Kysely rolls back.
      await sql`insert or rollback into numbers values (1)`.execute(trx);
    });
    await expect(insertTwice).rejects.toThrow('UNIQUE constraint failed: numbers.n');
    await db.insertInto('numbers').values({ n: 2 }).execute();
    expect(await numbers()).toEqual([2]);
  });

  it('runs transactions one after the other, in the order they were asked for', async () => {
    const order: string[] = [];
    const transaction = (name: string) =>
      db.transaction().execute(async (trx) => {
        order.push(`${name} begins`);
        for (let i = 0; i < 3; i++) await sql`select 1`.execute(trx);
        order.push(`${name} ends`);
      });
    await Promise.all(['a', 'b', 'c'].map(transaction));
    expect(order).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  it('keeps the statements that are used, and no more than a hundred', () => {
    const used = connection.prepare('select 0');
    const unused = connection.prepare('select -1');
    for (let i = 1; i <= 150; i++) {
      connection.prepare(`select ${i}`);
      expect(connection.prepare('select 0')).toBe(used);
    }
    expect(connection.prepare('select -1')).not.toBe(unused);
  });
});
