import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Kysely, sql } from 'kysely';
import { LibsqlConnection, LibsqlDialect } from './libsql.driver.js';

interface Tables {
  numbers: { n: number };
  parts: { whole: number };
}

describe('GroupCommitDriver', () => {
  let connection: LibsqlConnection;
  let db: Kysely<Tables>;
  /** What ended, and the commits, in order. */
  let order: string[];

  beforeEach(() => {
    connection = new LibsqlConnection(':memory:');
    connection.execute('pragma foreign_keys = on; create table numbers (n integer primary key)');
    // Found to be broken by the commit, not by the insert.
    connection.execute(
      'create table parts (whole integer references numbers (n) deferrable initially deferred)',
    );
    order = [];
    const prepare = connection.prepare.bind(connection);
    jest.spyOn(connection, 'prepare').mockImplementation((statement) => {
      if (statement === 'commit') order.push('commit');
      return prepare(statement);
    });
    db = new Kysely<Tables>({ dialect: new LibsqlDialect(connection) });
  });
  afterEach(() => db.destroy());

  const insert = (n: number) => db.insertInto('numbers').values({ n }).execute();
  const insertInTransaction = (n: number) =>
    db.transaction().execute((trx) => trx.insertInto('numbers').values({ n }).execute());
  const numbers = async () =>
    (await db.selectFrom('numbers').select('n').orderBy('n').execute()).map(({ n }) => n);
  const noted = async (name: string, task: Promise<unknown>) => {
    await task.then(
      () => order.push(`${name} done`),
      () => order.push(`${name} failed`),
    );
  };

  it('commits what is written within a turn of the event loop once, and then says so', async () => {
    await Promise.all([
      noted('one', insertInTransaction(1)),
      noted('two', insert(2)),
      noted('three', insertInTransaction(3)),
    ]);
    expect(order[0]).toBe('commit');
    expect(order.slice(1).toSorted()).toEqual(['one done', 'three done', 'two done']);
    expect(await numbers()).toEqual([1, 2, 3]);
  });

  it('holds back what was read of what is not committed', async () => {
    const written = noted('write', insert(1));
    const read = noted('read', numbers());
    await Promise.all([written, read]);
    expect(order).toEqual(['commit', 'write done', 'read done']);
  });

  it('reads at once when nothing waits to be committed', async () => {
    await noted('read', numbers());
    expect(order).toEqual(['read done']);
  });

  it('undoes a transaction that fails, and none beside it', async () => {
    const failing = db.transaction().execute(async (trx) => {
      await trx.insertInto('numbers').values({ n: 2 }).execute();
      throw new Error('changed its mind');
    });
    await Promise.all([
      noted('one', insertInTransaction(1)),
      noted('two', failing),
      noted('again', insert(1)),
      noted('three', insert(3)),
    ]);
    expect(order.toSorted()).toEqual([
      'again failed',
      'commit',
      'one done',
      'three done',
      'two failed',
    ]);
    expect(await numbers()).toEqual([1, 3]);
  });

  it('stores nothing and fails all of a commit that fails, and goes on', async () => {
    const broken = db.insertInto('parts').values({ whole: 7 }).execute();
    await Promise.all([
      noted('one', insertInTransaction(1)),
      noted('two', broken),
      noted('read', numbers()),
    ]);
    expect(order[0]).toBe('commit');
    expect(order.slice(1).toSorted()).toEqual(['one failed', 'read failed', 'two failed']);
    await insert(4);
    expect(await numbers()).toEqual([4]);
  });

  it('fails all that shared a transaction which SQLite rolled back by itself', async () => {
    const earlier = insertInTransaction(1);
    const fatal = db.transaction().execute(async (trx) => {
      await sql`insert or rollback into numbers values (1)`.execute(trx);
    });
    await Promise.all([noted('one', earlier), noted('fatal', fatal)]);
    expect(order.toSorted()).toEqual(['fatal failed', 'one failed']);
    expect(await numbers()).toEqual([]);
  });

  it('keeps a connection usable after a transaction on it', async () => {
    const seen = await db.connection().execute(async (own) => {
      await own
        .transaction()
        .execute((trx) => trx.insertInto('numbers').values({ n: 1 }).execute());
      await own.insertInto('numbers').values({ n: 2 }).execute();
      return own.selectFrom('numbers').select('n').orderBy('n').execute();
    });
    expect(seen).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('commits what waits when it is closed', async () => {
    const written = insert(1);
    await new Promise((resolve) => process.nextTick(resolve));
    await db.destroy();
    await written;
    expect(order).toEqual(['commit']);
    db = new Kysely<Tables>({ dialect: new LibsqlDialect(new LibsqlConnection(':memory:')) });
  });
});
