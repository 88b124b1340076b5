import type { Kysely } from 'kysely';
import type { EndedSessions } from '../accounts/account.repository.js';
import type { Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';

/** Held while ended sessions are numbered: any number that nothing else uses. */
const NUMBERING = 7_074_917_622;
/** How long an ended session is kept, for other nodes to see that it ended. Milliseconds. */
const KEPT_MS = 3_600_000;

/** The number of the last session that ended; 0: none has. */
export async function lastEndedSeq(db: Kysely<Schema>): Promise<number> {
  const last = await db
    .selectFrom('parley_sessions')
    .select('ended_seq')
    // Not `is not null`, by which SQLite would walk the index instead of looking at its end.
    .where('ended_seq', '>', 0)
    .orderBy('ended_seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.ended_seq ?? 0;
}

/**
 * Ends sessions within a transaction. Numbers are given by one transaction at a time, so that they
 * are committed in their order: a reader never sees a number before a lower one.
 * @param ids those that have ended before are left as they are.
 */
export async function endSessions(
  trx: Kysely<Schema>,
  dialect: SqlDialect,
  ids: readonly string[],
  at: number,
): Promise<EndedSessions> {
  if (ids.length === 0) return ids;
  await dialect.oneAtATime(NUMBERING).execute(trx);
  return number(trx, ids, at);
}

async function number(
  trx: Kysely<Schema>,
  ids: readonly string[],
  at: number,
): Promise<EndedSessions> {
  let seq = await lastEndedSeq(trx);
  for (const id of ids) {
    seq += 1;
    await trx
      .updateTable('parley_sessions')
      .set({ ended_seq: seq, expires_at: at + KEPT_MS })
      .where('id', '=', id)
      .where('ended_seq', 'is', null)
      .execute();
  }
  return ids;
}

/** Ends all sessions of a user, or all but one. */
export async function endSessionsOf(
  trx: Kysely<Schema>,
  dialect: SqlDialect,
  userId: string,
  at: number,
  keptId?: string,
): Promise<EndedSessions> {
  await dialect.oneAtATime(NUMBERING).execute(trx);
  const live = await trx
    .selectFrom('parley_sessions')
    .select('id')
    .where('user_id', '=', userId)
    .where('ended_seq', 'is', null)
    .execute();
  const ids = live.map(({ id }) => id).filter((id) => id !== keptId);
  return number(trx, ids, at);
}
