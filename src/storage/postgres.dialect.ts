import { sql, type RawBuilder } from 'kysely';
import type { RowLock, RowShape, SqlDialect } from './sql-dialect.js';
import { postgresAppend } from './postgres.append.js';
import { wellFormedJson } from './well-formed-json.js';

/** The names and types of the columns, as PostgreSQL wants them behind a set of records. */
function columnList<Row>(shape: RowShape<Row>): RawBuilder<unknown> {
  const columns = Object.entries<string>(shape).map(
    ([column, type]) => sql`${sql.ref(column)} ${sql.raw(type)}`,
  );
  return sql.join(columns);
}

/** PostgreSQL 15 and newer. Transactions are `read committed`: each statement sees what is committed. */
export const postgresDialect: SqlDialect = {
  rows<Row extends object, Alias extends string>(json: string, shape: RowShape<Row>, alias: Alias) {
    return sql<Row>`json_to_recordset(${json}::json)`.as<Alias>(
      sql`${sql.ref(alias)}(${columnList(shape)})`,
    );
  },
  lockedRows<Row extends object, Alias extends string>(
    json: string,
    shape: RowShape<Row>,
    alias: Alias,
    { table, key }: RowLock<Row>,
  ) {
    const own = key.map((column) => sql.ref(`${table}.${column}`));
    const same = key.map(
      (column) => sql`${sql.ref(`${table}.${column}`)} = ${sql.ref(`wanted.${column}`)}`,
    );
    return sql<Row>`(
      select wanted.* from ${postgresDialect.rows(json, shape, 'wanted')}
      join ${sql.table(table)} on ${sql.join(same, sql` and `)}
      order by ${sql.join(own)} ${postgresDialect.forUpdate(table)}
    )`.as<Alias>(alias);
  },
  json: wellFormedJson,
  // Not `for update`: rows that refer to the locked one may be inserted meanwhile.
  forUpdate: (table) => sql`for no key update of ${sql.table(table)}`,
  oneAtATime: (what) => sql`select pg_advisory_xact_lock(${what}::bigint)`,
  orderedText: sql`text collate "C"`,
  prepareAppend: () => postgresAppend(),
  clustered: (table) => table,
};
