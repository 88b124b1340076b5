import type { Compilable, Kysely } from 'kysely';
import type { Schema } from './schema.js';

/** Runs a query with these values in place of those that it was built with, in their order. */
export type PreparedQuery<Row> = (
  db: Kysely<Schema>,
  ...values: readonly (string | number)[]
) => Promise<Row[]>;

/**
 * A query that is run for each message or each join, compiled once: building and compiling a small
 * one each time takes several times as long as running it.
 * @param query built with any values.
 */
export function prepareQuery<Row>(query: Compilable<Row>): PreparedQuery<Row> {
  const compiled = query.compile();
  return async (db, ...values) => {
    if (values.length !== compiled.parameters.length) {
      throw new Error(`The query takes ${compiled.parameters.length} values: ${compiled.sql}`);
    }
    return (await db.executeQuery<Row>({ ...compiled, parameters: values })).rows;
  };
}
