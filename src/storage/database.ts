import { Kysely, sql } from 'kysely';
import type { Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';

/** An open database whose schema is up to date. */
export class Database {
  constructor(
    readonly kysely: Kysely<Schema>,
    readonly dialect: SqlDialect,
    /** The migrations that were applied when it was opened. */
    readonly migrated: readonly string[] = [],
  ) {}

  /** Resolves if the database answers. */
  async ping(): Promise<void> {
    await sql`select 1 from parley_rooms limit 1`.execute(this.kysely);
  }

  /** Waits for running queries, then closes. Later queries are rejected. */
  async close(): Promise<void> {
    await this.kysely.destroy();
  }
}
