import type { Kysely } from 'kysely';
import type { User } from '../identity/user.js';
import {
  OutboxRepository,
  type LogPosition,
  type OutboxEntry,
} from '../rooms/outbox.repository.js';
import { ENTRY_COLUMNS, toLogEntry } from './message.row.js';
import { prepareForRows, type RowsStatement } from './rows-statement.js';
import type { OutboxTable, Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';
import { USER_COLUMNS, toUser } from './user.row.js';

/** What was committed and not delivered, in an SQL database. */
export class SqlOutboxRepository extends OutboxRepository {
  readonly #db: Kysely<Schema>;
  readonly #remove: RowsStatement<OutboxTable, unknown>;

  constructor(db: Kysely<Schema>, dialect: SqlDialect) {
    super();
    this.#db = db;
    const shape = { room_id: 'text', seq: 'bigint' } as const;
    this.#remove = prepareForRows<OutboxTable, unknown>(
      dialect,
      shape,
      (given) =>
        db
          .deleteFrom('parley_outbox')
          .where((eb) =>
            eb(
              eb.refTuple('parley_outbox.room_id', 'parley_outbox.seq'),
              'in',
              eb
                .selectFrom(given)
                .select(['given.room_id', 'given.seq'])
                .$asTuple('room_id', 'seq'),
            ),
          ),
      { table: 'parley_outbox', key: ['room_id', 'seq'] },
    );
  }

  override first(limit: number): Promise<OutboxEntry[]> {
    return this.#read(firstPositions(this.#db, limit));
  }

  override before({ roomId, seq }: LogPosition, limit: number): Promise<OutboxEntry[]> {
    const positions = firstPositions(this.#db, limit);
    return this.#read(positions.where('room_id', '=', roomId).where('seq', '<', seq));
  }

  override async count(atMost: number): Promise<number> {
    const { entries } = await this.#db
      .selectFrom(firstPositions(this.#db, atMost).as('waiting'))
      .select((eb) => eb.fn.countAll<number | string>().as('entries'))
      .executeTakeFirstOrThrow();
    // PostgreSQL counts in 64 bits, which its driver gives as text.
    return Number(entries);
  }

  override async remove(positions: readonly LogPosition[]): Promise<void> {
    if (positions.length === 0) return;
    const rows = positions.map(({ roomId, seq }) => ({ room_id: roomId, seq }));
    await this.#remove(this.#db, rows);
  }

  async #read(positions: Positions): Promise<OutboxEntry[]> {
    const rows = await entriesAt(this.#db, positions).execute();
    if (rows.length === 0) return [];
    const ids = rows.flatMap(({ sender_id, recipient_id }) => [
      sender_id,
      recipient_id ?? sender_id,
    ]);
    const people = await this.#users(new Set(ids));
    return rows.flatMap((row) => {
      const sender = people.get(row.sender_id);
      if (!sender) return [];
      const room = { id: row.room_id, kind: row.room_kind, name: row.room_name };
      const recipient = people.get(row.recipient_id ?? '') ?? null;
      return [{ room, message: toLogEntry(row), sender, recipient }];
    });
  }

  async #users(ids: ReadonlySet<string>): Promise<Map<string, User>> {
    const rows = await this.#db
      .selectFrom('parley_users')
      .select(USER_COLUMNS)
      .where('id', 'in', [...ids])
      .execute();
    return new Map(rows.map((row) => [row.id, toUser(row)]));
  }
}

type Positions = ReturnType<typeof firstPositions>;

function firstPositions(db: Kysely<Schema>, limit: number) {
  return db
    .selectFrom('parley_outbox')
    .select(['room_id', 'seq'])
    .orderBy('room_id')
    .orderBy('seq')
    .limit(limit);
}

/** The messages at those positions, and where they were said. */
function entriesAt(db: Kysely<Schema>, positions: Positions) {
  return db
    .selectFrom(positions.as('waiting'))
    .innerJoin('parley_messages', (join) =>
      join
        .onRef('parley_messages.room_id', '=', 'waiting.room_id')
        .onRef('parley_messages.seq', '=', 'waiting.seq'),
    )
    .innerJoin('parley_rooms', 'parley_rooms.id', 'waiting.room_id')
    .innerJoin('parley_users', 'parley_users.id', 'parley_messages.sender_id')
    .select(ENTRY_COLUMNS)
    .select((eb) => [
      'parley_rooms.kind as room_kind',
      'parley_rooms.name as room_name',
      eb
        .case()
        .when('parley_rooms.low_user_id', '=', eb.ref('parley_messages.sender_id'))
        .then(eb.ref('parley_rooms.high_user_id'))
        .else(eb.ref('parley_rooms.low_user_id'))
        .end()
        .as('recipient_id'),
    ])
    .orderBy('waiting.room_id')
    .orderBy('waiting.seq');
}
