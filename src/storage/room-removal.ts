import { setImmediate } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { atomically } from './atomically.js';
import type { Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';

/** The most rows that one transaction removes. */
const PIECE = 1_000;

/**
 * Takes a named room out of everyone's sight, and frees its name. False: there is none.
 * @param at epoch milliseconds.
 */
export function hideRoom(
  db: Kysely<Schema>,
  dialect: SqlDialect,
  id: string,
  at: number,
): Promise<boolean> {
  return atomically(db, async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('parley_rooms')
      .set({ deleted_at: at, name_key: null })
      .where('id', '=', id)
      .where('kind', '=', 'room')
      .where('deleted_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await trx
      .selectFrom('parley_outbox')
      .select('seq')
      .where('room_id', '=', id)
      .orderBy('seq')
      .modifyEnd(dialect.forUpdate('parley_outbox'))
      .execute();
    await trx.deleteFrom('parley_outbox').where('room_id', '=', id).execute();
    return true;
  });
}

/** Removes what hidden rooms held, and them. Between two pieces others have their turn. */
export async function removeHiddenRooms(db: Kysely<Schema>, dialect: SqlDialect): Promise<void> {
  for (;;) {
    const room = await db
      .selectFrom('parley_rooms')
      .select('id')
      .where('deleted_at', 'is not', null)
      .limit(1)
      .executeTakeFirst();
    if (!room) return;
    while ((await removeMembers(db, dialect, room.id)) || (await removeMessages(db, room.id))) {
      await setImmediate();
    }
    await db.deleteFrom('parley_rooms').where('id', '=', room.id).execute();
  }
}

/** True: there may be more. */
async function removeMembers(
  db: Kysely<Schema>,
  dialect: SqlDialect,
  roomId: string,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('parley_memberships')
    .where('room_id', '=', roomId)
    .where('user_id', 'in', (eb) =>
      eb
        .selectFrom('parley_memberships')
        .select('user_id')
        .where('room_id', '=', roomId)
        .orderBy('user_id')
        .limit(PIECE)
        .modifyEnd(dialect.forUpdate('parley_memberships')),
    )
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** True: there may be more. `seq` has no gaps, so a range of it is a number of rows. */
async function removeMessages(db: Kysely<Schema>, roomId: string): Promise<boolean> {
  const oldest = await db
    .selectFrom('parley_messages')
    .select('seq')
    .where('room_id', '=', roomId)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  if (!oldest) return false;
  await db
    .deleteFrom('parley_messages')
    .where('room_id', '=', roomId)
    .where('seq', '<', oldest.seq + PIECE)
    .execute();
  return true;
}
