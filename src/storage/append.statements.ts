import type { Kysely, SqlBool } from 'kysely';
import type { MessageRow, OpenRoom } from './append-plan.js';
import { prepareInsert, type InsertStatement } from './insert-statement.js';
import { prepareForRows, type RowsStatement } from './rows-statement.js';
import type { Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';

type RoomKey = Pick<MessageRow, 'room_id'>;
type SendKey = Pick<MessageRow, 'room_id' | 'sender_id' | 'client_id'>;
type Position = Pick<MessageRow, 'room_id' | 'seq'>;
type RoomHead = Pick<MessageRow, 'room_id' | 'seq' | 'at'>;
type SenderHead = Pick<MessageRow, 'room_id' | 'sender_id' | 'seq'>;

const ANY_MESSAGE: MessageRow = {
  room_id: '',
  seq: 0,
  id: '',
  sender_id: '',
  text: '',
  client_id: '',
  at: 0,
};
const COLUMNS = ['room_id', 'seq', 'id', 'sender_id', 'text', 'client_id', 'at'] as const;

const TYPES = {
  room_id: 'text',
  seq: 'bigint',
  id: 'text',
  sender_id: 'text',
  text: 'text',
  client_id: 'text',
  at: 'bigint',
} as const;

/** A room, and whether earlier messages of it wait in the outbox. */
type ReadRoom = Omit<OpenRoom, 'outbox'> & { readonly waiting: SqlBool };

/** What an append runs, in this order. */
export interface AppendStatements {
  readonly readRooms: RowsStatement<RoomKey, ReadRoom>;
  /** The stored messages that have one of the `clientId`s. */
  readonly findEarlier: RowsStatement<SendKey, MessageRow>;
  readonly insert: InsertStatement<MessageRow>;
  /** Leaves messages in the outbox. */
  readonly hold: RowsStatement<Position, unknown>;
  /** Notes the newest message of each room. */
  readonly advanceRooms: RowsStatement<RoomHead, unknown>;
  /** Notes in private conversations how far the other one has written. */
  readonly advanceRecipients: RowsStatement<SenderHead, unknown>;
}

export function appendStatements(db: Kysely<Schema>, dialect: SqlDialect): AppendStatements {
  return { ...readStatements(db, dialect), ...writeStatements(db, dialect) };
}

function readStatements(db: Kysely<Schema>, dialect: SqlDialect) {
  const { room_id, sender_id, client_id } = TYPES;
  return {
    readRooms: prepareForRows<RoomKey, ReadRoom>(dialect, { room_id }, (given) =>
      db
        .selectFrom('parley_rooms')
        .select((eb) => [
          'id',
          'kind',
          'last_seq',
          eb
            .exists(
              eb
                .selectFrom('parley_outbox')
                .select('seq')
                .whereRef('parley_outbox.room_id', '=', 'parley_rooms.id'),
            )
            .as('waiting'),
        ])
        .where('id', 'in', (eb) => eb.selectFrom(given).select('given.room_id'))
        .where('deleted_at', 'is', null),
    ),
    findEarlier: prepareForRows<SendKey, MessageRow>(
      dialect,
      { room_id, sender_id, client_id },
      (given) =>
        db
          .selectFrom(given)
          .innerJoin('parley_messages', (join) =>
            join
              .onRef('parley_messages.room_id', '=', 'given.room_id')
              .onRef('parley_messages.sender_id', '=', 'given.sender_id')
              .onRef('parley_messages.client_id', '=', 'given.client_id'),
          )
          .selectAll('parley_messages')
          .where('parley_messages.client_id', 'is not', null),
    ),
  };
}

function writeStatements(db: Kysely<Schema>, dialect: SqlDialect) {
  const { room_id, sender_id, seq, at } = TYPES;
  return {
    insert: prepareInsert<MessageRow>(COLUMNS, ANY_MESSAGE, (rows) =>
      db.insertInto('parley_messages').values(rows),
    ),
    hold: prepareForRows<Position, unknown>(dialect, { room_id, seq }, (given) =>
      db
        .insertInto('parley_outbox')
        .columns(['room_id', 'seq'])
        .expression((eb) => eb.selectFrom(given).select(['room_id', 'seq'])),
    ),
    advanceRooms: prepareForRows<RoomHead, unknown>(dialect, { room_id, seq, at }, (given) =>
      db
        .updateTable('parley_rooms')
        .from(given)
        .set((eb) => ({ last_seq: eb.ref('given.seq'), last_message_at: eb.ref('given.at') }))
        .whereRef('parley_rooms.id', '=', 'given.room_id'),
    ),
    advanceRecipients: prepareForRows<SenderHead, unknown>(
      dialect,
      { room_id, sender_id, seq },
      (given) =>
        db
          .updateTable('parley_memberships')
          .from(given)
          .set((eb) => ({ incoming_seq: eb.ref('given.seq') }))
          .whereRef('parley_memberships.room_id', '=', 'given.room_id')
          .whereRef('parley_memberships.user_id', '<>', 'given.sender_id'),
    ),
  };
}
