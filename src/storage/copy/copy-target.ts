import { sql } from 'kysely';
import type { Database } from '../database.js';
import { postgresDialect } from '../postgres.dialect.js';
import { StorageError } from '../storage.error.js';
import { countRows, type CopyRow } from './copy-source.js';
import { COPY_TABLES, type CopyTable } from './tables.js';

/** Held by who copies into a database: any number that nothing else uses. */
const COPY_LOCK = 7_074_917_621;

/** A database on a PostgreSQL server that is copied into. */
export class CopyTarget {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Makes sure that it is empty, or holds the beginning of a copy of the same source, and notes that it
   * is being copied into: no server starts on it until the copy is finished.
   * @throws {StorageError} `not-empty`, `in-use`
   */
  async begin(source: string): Promise<void> {
    const { kysely } = this.#database;
    const lock = await sql<{ taken: boolean }>`
      select pg_try_advisory_lock(${COPY_LOCK}) as taken`.execute(kysely);
    if (lock.rows[0]?.taken !== true) {
      throw new StorageError('in-use', 'Another copy into the same database is running.');
    }
    const begun = await this.#begunFrom();
    if (begun === source) return;
    if (begun !== undefined) {
      throw new StorageError(
        'not-empty',
        'The target holds part of a copy of another database, or of this one as it was before. ' +
          'Use an empty one.',
      );
    }
    const counts = await countRows(this.#database);
    if ([...counts.values()].some((count) => count > 0)) {
      throw new StorageError('not-empty', 'The target is not empty. Use one that is.');
    }
    await kysely.transaction().execute(async (trx) => {
      await sql`create table parley_copy (source text not null)`.execute(trx);
      await sql`insert into parley_copy values (${source})`.execute(trx);
    });
  }

  /** The key up to which a table has been copied; `undefined`: it has not been begun. */
  async lastKey({ name, key }: CopyTable): Promise<CopyRow | undefined> {
    const columns = sql.join(key.map((column) => sql.ref(column)));
    const newest = key.map((column) =>
      column === 'seq' ? sql`${sql.ref(column)} desc` : sql`${sql.ref(column)} collate "C" desc`,
    );
    const { rows } = await sql<CopyRow>`select ${columns} from ${sql.table(name)}
      order by ${sql.join(newest)} limit 1`.execute(this.#database.kysely);
    return rows[0];
  }

  /** Writes rows, but those that are there already. */
  async write({ name, shape }: CopyTable, rows: readonly CopyRow[]): Promise<void> {
    const columns = sql.join(Object.keys(shape).map((column) => sql.ref(column)));
    const given = postgresDialect.rows(postgresDialect.json(rows), shape, 'given');
    await sql`insert into ${sql.table(name)} (${columns})
      select ${columns} from ${given} on conflict do nothing`.execute(this.#database.kysely);
  }

  /** It is complete: servers may use it. */
  async finish(): Promise<void> {
    const { kysely } = this.#database;
    for (const { name } of COPY_TABLES) await sql`analyze ${sql.table(name)}`.execute(kysely);
    await sql`drop table parley_copy`.execute(kysely);
  }

  async #begunFrom(): Promise<string | undefined> {
    const { kysely } = this.#database;
    const found = await sql<{ exists: boolean }>`
      select to_regclass('parley_copy') is not null as exists`.execute(kysely);
    if (found.rows[0]?.exists !== true) return undefined;
    const { rows } = await sql<{ source: string }>`select source from parley_copy`.execute(kysely);
    return rows[0]?.source;
  }
}
