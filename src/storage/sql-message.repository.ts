import type { CompiledQuery, Kysely } from 'kysely';
import {
  MessageRepository,
  type AppendOutcome,
  type Draft,
  type LogPage,
  type LogRange,
} from '../rooms/message.repository.js';
import { atomically } from './atomically.js';
import { planAppend, type MessageRow, type OpenRoom } from './append-plan.js';
import { appendStatements, type AppendStatements } from './append.statements.js';
import { ENTRY_COLUMNS, toLogEntry } from './message.row.js';
import type { Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';

/** Who delivers what is appended: who appends, or who finds it in the outbox. */
export type AppendDelivery = 'caller' | 'outbox';

/**
 * The logs in an SQL database. An append is six statements at most, however many drafts it has, and
 * each has the same text each time. The rooms' rows are locked first, so appends to a room from
 * several nodes queue up there, which is what makes `seq` dense.
 */
export class SqlMessageRepository extends MessageRepository {
  readonly #db: Kysely<Schema>;
  readonly #append: AppendStatements;
  readonly #lockBeforeReading: CompiledQuery | undefined;
  readonly #delivery: AppendDelivery;

  constructor(
    db: Kysely<Schema>,
    dialect: SqlDialect,
    delivery: AppendDelivery = 'caller',
    statements = appendStatements(db, dialect),
  ) {
    super();
    this.#db = db;
    this.#append = statements;
    this.#lockBeforeReading = dialect.lockBeforeReading;
    this.#delivery = delivery;
  }

  override async appendAll(drafts: readonly Draft[]): Promise<AppendOutcome[]> {
    if (drafts.length === 0) return [];
    return atomically(this.#db, async (trx) => {
      const rooms = await this.#lockRooms(trx, drafts);
      const named = drafts.filter(({ clientId }) => clientId !== null).map(toSendKey);
      const earlier = named.length === 0 ? [] : await this.#append.findEarlier(trx, named);
      const { rows, outcomes } = planAppend(drafts, rooms, earlier);
      if (rows.length > 0) {
        await this.#append.insert(trx, rows);
        if (this.#delivery === 'outbox') await this.#append.hold(trx, rows);
        await this.#append.advanceRooms(trx, newestOfEachRoom(rows));
        const incoming = newestOfEachSender(rows, rooms);
        if (incoming.length > 0) await this.#append.advanceRecipients(trx, incoming);
      }
      return outcomes;
    });
  }

  async #lockRooms(trx: Kysely<Schema>, drafts: readonly Draft[]): Promise<OpenRoom[]> {
    if (this.#lockBeforeReading) await trx.executeQuery(this.#lockBeforeReading);
    const rooms = await this.#append.lockRooms(trx, roomsOf(drafts));
    return rooms.map(({ waiting, ...room }) => {
      if (this.#delivery === 'outbox') return { ...room, outbox: 'this' };
      return waiting ? { ...room, outbox: 'earlier' } : room;
    });
  }

  override async read(roomId: string, range: LogRange): Promise<LogPage> {
    const { limit, before, after } = range;
    const direction = after === undefined ? 'desc' : 'asc';
    const rows = await this.#db
      .selectFrom('parley_messages')
      .innerJoin('parley_users', 'parley_users.id', 'parley_messages.sender_id')
      .select(ENTRY_COLUMNS)
      .where('parley_messages.room_id', '=', roomId)
      .where('parley_messages.seq', '>', after ?? 0)
      .where('parley_messages.seq', '<', before ?? Number.MAX_SAFE_INTEGER)
      .orderBy('parley_messages.seq', direction)
      .limit(limit + 1)
      .execute();
    const entries = rows.slice(0, limit).map(toLogEntry);
    if (direction === 'desc') entries.reverse();
    return { entries, complete: rows.length <= limit };
  }
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
  const newest = new Map(
    rows
      .filter(({ room_id }) => direct.has(room_id))
      .map(({ room_id, sender_id, seq }) => [
        `${room_id} ${sender_id}`,
        { room_id, sender_id, seq },
      ]),
  );
  return [...newest.values()];
}
