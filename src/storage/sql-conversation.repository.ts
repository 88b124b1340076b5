import type { Kysely } from 'kysely';
import {
  ConversationRepository,
  type ConversationState,
  type DeliveryMark,
} from '../rooms/conversation.repository.js';
import type { LogEntry } from '../rooms/message.repository.js';
import type { RoomState } from '../rooms/room.js';
import { atomically } from './atomically.js';
import { newestConversations } from './conversation.query.js';
import { ENTRY_COLUMNS, toLogEntry } from './message.row.js';
import { prepareQuery, type PreparedQuery } from './prepared-query.js';
import { ROOM_COLUMNS, toRoomState, type RoomRow } from './room.row.js';
import { prepareForRows, type RowsStatement } from './rows-statement.js';
import type { Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';
import { countUnread } from './unread.query.js';
import { USER_COLUMNS, toUser } from './user.row.js';

/** A `DeliveryMark` as the database has it. */
interface DeliveryRow {
  room_id: string;
  user_id: string;
  seq: number;
}

/** Private conversations in an SQL database. */
export class SqlConversationRepository extends ConversationRepository {
  readonly #db: Kysely<Schema>;
  readonly #raiseDelivered: RowsStatement<DeliveryRow, unknown>;
  readonly #byPair: PreparedQuery<RoomRow>;

  constructor(db: Kysely<Schema>, dialect: SqlDialect) {
    super();
    this.#db = db;
    this.#byPair = prepareQuery(
      db
        .selectFrom('parley_rooms')
        .select(ROOM_COLUMNS)
        .where('low_user_id', '=', '')
        .where('high_user_id', '=', ''),
    );
    const shape = { room_id: 'text', user_id: 'text', seq: 'bigint' } as const;
    this.#raiseDelivered = prepareForRows<DeliveryRow, unknown>(
      dialect,
      shape,
      (given) =>
        db
          .updateTable('parley_memberships')
          .from(given)
          .set((eb) => ({ delivered_seq: eb.ref('given.seq') }))
          .whereRef('parley_memberships.room_id', '=', 'given.room_id')
          .whereRef('parley_memberships.user_id', '=', 'given.user_id')
          .whereRef('parley_memberships.delivered_seq', '<', 'given.seq'),
      { table: 'parley_memberships', key: ['room_id', 'user_id'] },
    );
  }

  override async find(userId: string, otherId: string): Promise<RoomState | null> {
    const [low, high] = pairOf(userId, otherId);
    const [row] = await this.#byPair(this.#db, low, high);
    return row ? toRoomState(row) : null;
  }

  override async findOrCreate(
    id: string,
    userId: string,
    otherId: string,
    at: number,
  ): Promise<RoomState> {
    const pair = pairOf(userId, otherId);
    return atomically(this.#db, async (trx) => {
      if (await insertRoom(trx, id, pair, at)) await insertMembers(trx, id, new Set(pair), at);
      const row = await trx
        .selectFrom('parley_rooms')
        .select(ROOM_COLUMNS)
        .where('low_user_id', '=', pair[0])
        .where('high_user_id', '=', pair[1])
        .executeTakeFirstOrThrow();
      return toRoomState(row);
    });
  }

  override async listOf(
    userId: string,
    limit: number,
    unreadLimit: number,
  ): Promise<ConversationState[]> {
    const rows = await this.#db
      .selectFrom(newestConversations(this.#db, userId, limit).as('newest'))
      .innerJoin('parley_rooms', 'parley_rooms.id', 'newest.room_id')
      .innerJoin('parley_users', 'parley_users.id', 'newest.other_id')
      .leftJoin('parley_names', 'parley_names.name_key', 'parley_users.name_key')
      .where((is) =>
        is.or([
          is('parley_names.holder_id', 'is', null),
          is('parley_names.holder_id', '=', is.ref('parley_users.id')),
        ]),
      )
      .innerJoin('parley_memberships as own', (join) =>
        join.onRef('own.room_id', '=', 'newest.room_id').on('own.user_id', '=', userId),
      )
      .select(USER_COLUMNS)
      .select(['newest.room_id', 'parley_rooms.last_seq', 'parley_rooms.member_count'])
      .select((eb) =>
        countUnread(
          {
            roomId: eb.ref('own.room_id'),
            userId: eb.ref('own.user_id'),
            above: eb.ref('own.read_seq'),
            upTo: eb.ref('own.incoming_seq'),
          },
          unreadLimit,
        ).as('unread'),
      )
      .orderBy('newest.last_message_at', 'desc')
      .orderBy('newest.room_id', 'desc')
      .execute();
    return rows.map(({ room_id, unread, last_seq, member_count, ...user }) => ({
      room: toRoomState({ id: room_id, kind: 'direct', name: '', last_seq, member_count }),
      with: toUser(user),
      unread,
    }));
  }

  override async partnersOf(userId: string, limit: number): Promise<string[]> {
    const rows = await newestConversations(this.#db, userId, limit).execute();
    return rows.map(({ other_id }) => other_id);
  }

  override async undelivered(userId: string, limit: number): Promise<LogEntry[]> {
    const rows = await this.#db
      .selectFrom('parley_memberships as own')
      .innerJoin('parley_messages', 'parley_messages.room_id', 'own.room_id')
      .innerJoin('parley_users', 'parley_users.id', 'parley_messages.sender_id')
      .select(ENTRY_COLUMNS)
      .where('own.user_id', '=', userId)
      .whereRef('own.delivered_seq', '<', 'own.incoming_seq')
      .whereRef('parley_messages.seq', '>', 'own.delivered_seq')
      .whereRef('parley_messages.seq', '<=', 'own.incoming_seq')
      .where('parley_messages.sender_id', '<>', userId)
      .orderBy('own.room_id')
      .orderBy('parley_messages.seq')
      .limit(limit)
      .execute();
    return rows.map(toLogEntry);
  }

  override async withUndelivered(userIds: readonly string[]): Promise<string[]> {
    if (userIds.length === 0) return [];
    const rows = await this.#db
      .selectFrom('parley_memberships')
      .select('user_id')
      .distinct()
      .where('user_id', 'in', userIds)
      .whereRef('delivered_seq', '<', 'incoming_seq')
      .execute();
    return rows.map(({ user_id }) => user_id);
  }

  override async markDelivered(marks: readonly DeliveryMark[]): Promise<void> {
    if (marks.length === 0) return;
    await this.#raiseDelivered(this.#db, highestOfEach(marks));
  }
}

function pairOf(userId: string, otherId: string): [low: string, high: string] {
  return userId < otherId ? [userId, otherId] : [otherId, userId];
}

/** One mark for each membership, as an update may change a row only once. */
function highestOfEach(marks: readonly DeliveryMark[]): DeliveryRow[] {
  const highest = new Map<string, DeliveryMark>();
  for (const mark of marks) {
    const key = `${mark.roomId} ${mark.userId}`;
    if (mark.seq > (highest.get(key)?.seq ?? 0)) highest.set(key, mark);
  }
  return [...highest.values()].map(({ roomId, userId, seq }) => {
    return { room_id: roomId, user_id: userId, seq };
  });
}

/** False: the two have one already. */
async function insertRoom(
  db: Kysely<Schema>,
  id: string,
  [low, high]: [low: string, high: string],
  at: number,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('parley_rooms')
    .values({
      id,
      kind: 'direct',
      name: '',
      name_key: null,
      low_user_id: low,
      high_user_id: high,
      last_seq: 0,
      last_message_at: null,
      member_count: low === high ? 1 : 2,
      created_at: at,
      deleted_at: null,
    })
    .onConflict((conflict) => conflict.columns(['low_user_id', 'high_user_id']).doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
}

async function insertMembers(
  db: Kysely<Schema>,
  roomId: string,
  userIds: ReadonlySet<string>,
  at: number,
): Promise<void> {
  await db
    .insertInto('parley_memberships')
    .values((eb) =>
      [...userIds].map((userId) => ({
        room_id: roomId,
        user_id: userId,
        name_key: eb.selectFrom('parley_users').select('name_key').where('id', '=', userId),
        joined_at: at,
        read_seq: 0,
        delivered_seq: 0,
        incoming_seq: 0,
      })),
    )
    .execute();
}
