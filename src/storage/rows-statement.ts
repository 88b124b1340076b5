import type { AliasedRawBuilder, Compilable, Kysely } from 'kysely';
import type { Schema } from './schema.js';
import type { RowLock, RowShape, SqlDialect } from './sql-dialect.js';

/** Runs a statement for a set of rows. Resolves with what it returns or selects. */
export type RowsStatement<Row, Result> = (
  db: Kysely<Schema>,
  rows: readonly Row[],
) => Promise<Result[]>;

/**
 * A statement whose only parameter is a set of rows, `given`. It is compiled here, once: for a small
 * set, building and compiling it each time would cost more than running it.
 * @param lock the given rows are those that this table has, and the table's are locked.
 */
export function prepareForRows<Row extends object, Result>(
  dialect: SqlDialect,
  shape: RowShape<Row>,
  build: (given: AliasedRawBuilder<Row, 'given'>) => Compilable<Result>,
  lock?: RowLock<Row>,
): RowsStatement<Row, Result> {
  const given = lock
    ? dialect.lockedRows('[]', shape, 'given', lock)
    : dialect.rows('[]', shape, 'given');
  const compiled = build(given).compile();
  return async (db, rows) => {
    const statement = { ...compiled, parameters: [dialect.json(rows)] };
    return (await db.executeQuery<Result>(statement)).rows;
  };
}
