import type { Kysely } from 'kysely';
import {
  MessageRepository,
  type AppendOutcome,
  type Draft,
  type LogPage,
  type LogRange,
} from '../rooms/message.repository.js';
import type { Append, AppendDelivery } from './append.js';
import { ENTRY_COLUMNS, toLogEntry } from './message.row.js';
import type { Schema } from './schema.js';

/** The logs in an SQL database. */
export class SqlMessageRepository extends MessageRepository {
  readonly #db: Kysely<Schema>;
  readonly #append: Append;
  readonly #delivery: AppendDelivery;

  constructor(db: Kysely<Schema>, append: Append, delivery: AppendDelivery) {
    super();
    this.#db = db;
    this.#append = append;
    this.#delivery = delivery;
  }

  override async appendAll(drafts: readonly Draft[]): Promise<AppendOutcome[]> {
    if (drafts.length === 0) return [];
    return this.#append(this.#db, drafts, this.#delivery);
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
