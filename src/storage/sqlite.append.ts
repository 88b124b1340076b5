import type { CompiledQuery, Kysely } from 'kysely';
import type { Draft } from '../rooms/message.repository.js';
import type { Append, AppendDelivery } from './append.js';
import { atomically } from './atomically.js';
import { planAppend, type MessageRow, type OpenRoom } from './append-plan.js';
import { appendStatements, type AppendStatements } from './append.statements.js';
import type { Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';

/**
 * Appends to SQLite, which is in this process: asking it costs little, so the places are worked out
 * here. It is six statements at most, however many drafts there are, and each has the same text each
 * time. SQLite has one writer at a time, which is what makes `seq` dense.
 *
 * @param lockBeforeReading runs first, where others may write to the file as well.
 */
export function sqliteAppend(
  db: Kysely<Schema>,
  dialect: SqlDialect,
  lockBeforeReading?: CompiledQuery,
): Append {
  const statements = appendStatements(db, dialect);
  return (db, drafts, delivery) =>
    atomically(db, async (trx) => {
      if (lockBeforeReading) await trx.executeQuery(lockBeforeReading);
      const rooms = await readRooms(statements, trx, drafts, delivery);
      const named = drafts.filter(({ clientId }) => clientId !== null).map(toSendKey);
      const earlier = named.length === 0 ? [] : await statements.findEarlier(trx, named);
      const { rows, outcomes } = planAppend(drafts, rooms, earlier);
      if (rows.length > 0) await write(statements, trx, rows, rooms, delivery);
      return outcomes;
    });
}

async function readRooms(
  statements: AppendStatements,
  trx: Kysely<Schema>,
  drafts: readonly Draft[],
  delivery: AppendDelivery,
): Promise<OpenRoom[]> {
  const rooms = await statements.readRooms(trx, roomsOf(drafts));
  return rooms.map(({ waiting, ...room }) => {
    if (delivery === 'outbox') return { ...room, outbox: 'this' };
    return waiting ? { ...room, outbox: 'earlier' } : room;
  });
}

async function write(
  statements: AppendStatements,
  trx: Kysely<Schema>,
  rows: readonly MessageRow[],
  rooms: readonly OpenRoom[],
  delivery: AppendDelivery,
): Promise<void> {
  await statements.insert(trx, byRoom(rows));
  if (delivery === 'outbox') await statements.hold(trx, rows);
  await statements.advanceRooms(trx, newestOfEachRoom(rows));
  const incoming = newestOfEachSender(rows, rooms);
  if (incoming.length > 0) await statements.advanceRecipients(trx, incoming);
}

/**
 * In the order in which the table has them: a room's rows lie on pages of their own, and each is looked
 * for and opened for writing once. With 400 messages to 200 rooms that is a fifth of all the work.
 */
function byRoom(rows: readonly MessageRow[]): MessageRow[] {
  return rows.toSorted((one, other) => {
    if (one.room_id === other.room_id) return one.seq - other.seq;
    return one.room_id < other.room_id ? -1 : 1;
  });
}

function roomsOf(drafts: readonly Draft[]): Pick<MessageRow, 'room_id'>[] {
  return [...new Set(drafts.map(({ roomId }) => roomId))].map((room_id) => ({ room_id }));
}

function toSendKey({ roomId, senderId, clientId }: Draft) {
  return { room_id: roomId, sender_id: senderId, client_id: clientId };
}

function newestOfEachRoom(rows: readonly MessageRow[]) {
  const newest = new Map(rows.map(({ room_id, seq, at }) => [room_id, { room_id, seq, at }]));
  return [...newest.values()];
}

/** Of `direct` rooms only. */
function newestOfEachSender(rows: readonly MessageRow[], rooms: readonly OpenRoom[]) {
  const direct = new Set(rooms.filter(({ kind }) => kind === 'direct').map(({ id }) => id));
  const newest = new Map<string, Pick<MessageRow, 'room_id' | 'sender_id' | 'seq'>>();
  for (const { room_id, sender_id, seq } of rows) {
    if (direct.has(room_id)) newest.set(`${room_id} ${sender_id}`, { room_id, sender_id, seq });
  }
  return [...newest.values()];
}
