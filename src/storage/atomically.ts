import { sql, type Kysely } from 'kysely';
import type { Schema } from './schema.js';

/**
 * All of it or nothing: in a transaction of its own; within a transaction, behind a savepoint, so that
 * whoever began it may go on after a failure.
 */
export function atomically<T>(
  db: Kysely<Schema>,
  work: (trx: Kysely<Schema>) => Promise<T>,
): Promise<T> {
  return db.isTransaction ? behindSavepoint(db, work) : db.transaction().execute(work);
}

async function behindSavepoint<T>(
  db: Kysely<Schema>,
  work: (trx: Kysely<Schema>) => Promise<T>,
): Promise<T> {
  await sql`savepoint parley`.execute(db);
  try {
    const result = await work(db);
    await sql`release savepoint parley`.execute(db);
    return result;
  } catch (fault) {
    await rollBack(db);
    throw fault;
  }
}

async function rollBack(db: Kysely<Schema>): Promise<void> {
  try {
    await sql`rollback to savepoint parley`.execute(db);
    await sql`release savepoint parley`.execute(db);
  } catch {
    // The fault has ended the whole transaction, as a full disk does in SQLite: nothing is left of it.
  }
}
