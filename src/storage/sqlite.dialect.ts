import { sql } from 'kysely';
import type { RowShape, SqlDialect } from './sql-dialect.js';
import { sqliteAppend } from './sqlite.append.js';
import { wellFormedJson } from './well-formed-json.js';

/** SQLite 3.45. One connection, so nothing needs locking within a transaction. */
export const sqliteDialect: SqlDialect = {
  rows<Row extends object, Alias extends string>(json: string, shape: RowShape<Row>, alias: Alias) {
    const columns = Object.keys(shape).map(
      (column) => sql`value ->> ${sql.lit(column)} as ${sql.ref(column)}`,
    );
    return sql<Row>`(select ${sql.join(columns)} from json_each(${json}))`.as<Alias>(alias);
  },
  lockedRows: (json, shape, alias) => sqliteDialect.rows(json, shape, alias),
  json: wellFormedJson,
  forUpdate: () => sql``,
  oneAtATime: () => sql`select 1`,
  orderedText: 'text',
  prepareAppend: (db) => sqliteAppend(db, sqliteDialect),
  clustered: (table) => table.modifyEnd(sql`without rowid`),
};
