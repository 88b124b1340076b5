import { sql } from 'kysely';
import type { RowShape, SqlDialect } from './sql-dialect.js';

/**
 * JSON without lone surrogates. SQLite would store what such an escape stands for as invalid UTF-8,
 * and the driver ends the process when it reads that. A parameter of its own gets U+FFFD in its place
 * from the driver; this does the same.
 */
function wellFormedJson(value: readonly object[]): string {
  const json = JSON.stringify(value);
  // JSON.stringify escapes surrogates only when they are alone, so this test skips nearly all.
  if (!json.includes('\\ud')) return json;
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? part.replace(/\p{Surrogate}/gu, '\uFFFD') : part,
  );
}

/** SQLite 3.45. One connection, so nothing needs locking within a transaction. */
export const sqliteDialect: SqlDialect = {
  rows<Row extends object, Alias extends string>(json: string, shape: RowShape<Row>, alias: Alias) {
    const columns = Object.keys(shape).map(
      (column) => sql`value ->> ${sql.lit(column)} as ${sql.ref(column)}`,
    );
    return sql<Row>`(select ${sql.join(columns)} from json_each(${json}))`.as<Alias>(alias);
  },
  json: wellFormedJson,
  forUpdate: sql``,
  orderedText: 'text',
  clustered: (table) => table.modifyEnd(sql`without rowid`),
};
