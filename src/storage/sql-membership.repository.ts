import type { Kysely } from 'kysely';
import type { User } from '../identity/user.js';
import { MembershipRepository, type MembershipChange } from '../rooms/membership.repository.js';
import type { RoomState } from '../rooms/room.js';
import { atomically } from './atomically.js';
import { ROOM_COLUMNS, toRoomState } from './room.row.js';
import type { Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';
import { countUnread } from './unread.query.js';
import { USER_COLUMNS, toUser } from './user.row.js';

/** Who belongs to which room, in an SQL database. */
export class SqlMembershipRepository extends MembershipRepository {
  readonly #db: Kysely<Schema>;
  readonly #dialect: SqlDialect;

  constructor(db: Kysely<Schema>, dialect: SqlDialect) {
    super();
    this.#db = db;
    this.#dialect = dialect;
  }

  override async join(roomId: string, userId: string, at: number): Promise<MembershipChange> {
    const known = await this.#countAsMember(roomId, userId);
    if (known !== undefined) return { changed: false, count: known };
    return atomically(this.#db, async (trx) => {
      await this.#lockRoom(trx, roomId);
      const { numInsertedOrUpdatedRows } = await trx
        .insertInto('parley_memberships')
        .values((eb) => ({
          room_id: roomId,
          user_id: userId,
          name_key: eb.selectFrom('parley_users').select('name_key').where('id', '=', userId),
          joined_at: at,
          // Null, and so refused, unless the room is there.
          read_seq: eb
            .selectFrom('parley_rooms')
            .select('last_seq')
            .where('id', '=', roomId)
            .where('deleted_at', 'is', null),
          delivered_seq: 0,
          incoming_seq: 0,
        }))
        .onConflict((conflict) => conflict.columns(['room_id', 'user_id']).doNothing())
        .executeTakeFirst();
      const changed = numInsertedOrUpdatedRows === 1n;
      return { changed, count: await recount(trx, roomId, changed ? 1 : 0) };
    });
  }

  override async leave(roomId: string, userId: string): Promise<MembershipChange> {
    return atomically(this.#db, async (trx) => {
      await this.#lockRoom(trx, roomId);
      const { numDeletedRows } = await trx
        .deleteFrom('parley_memberships')
        .where('room_id', '=', roomId)
        .where('user_id', '=', userId)
        .executeTakeFirst();
      const changed = numDeletedRows === 1n;
      return { changed, count: await recount(trx, roomId, changed ? -1 : 0) };
    });
  }

  /** How many members a room has that one is a member of; `undefined`: one is not. Locks nothing. */
  async #countAsMember(roomId: string, userId: string): Promise<number | undefined> {
    const row = await this.#db
      .selectFrom('parley_memberships')
      .innerJoin('parley_rooms', 'parley_rooms.id', 'parley_memberships.room_id')
      .select('parley_rooms.member_count')
      .where('parley_memberships.room_id', '=', roomId)
      .where('parley_memberships.user_id', '=', userId)
      .where('parley_rooms.deleted_at', 'is', null)
      .executeTakeFirst();
    return row?.member_count;
  }

  /** Before its memberships, as an append does. */
  async #lockRoom(trx: Kysely<Schema>, roomId: string): Promise<void> {
    await trx
      .selectFrom('parley_rooms')
      .select('id')
      .where('id', '=', roomId)
      .modifyEnd(this.#dialect.forUpdate('parley_rooms'))
      .execute();
  }

  override async isMember(roomId: string, userId: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('parley_memberships')
      .select('user_id')
      .where('room_id', '=', roomId)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row !== undefined;
  }

  override async list(roomId: string, limit: number, after?: string): Promise<User[]> {
    const members = this.#db
      .selectFrom('parley_memberships')
      .innerJoin('parley_users', 'parley_users.id', 'parley_memberships.user_id')
      .leftJoin('parley_names', 'parley_names.name_key', 'parley_memberships.name_key')
      .select(USER_COLUMNS)
      .where('room_id', '=', roomId)
      .where((is) =>
        is.or([
          is('parley_names.holder_id', 'is', null),
          is('parley_names.holder_id', '=', is.ref('parley_memberships.user_id')),
        ]),
      )
      .orderBy('parley_memberships.name_key')
      .orderBy('parley_memberships.user_id')
      .limit(limit);
    const page =
      after === undefined ? members : members.where('parley_memberships.name_key', '>', after);
    return (await page.execute()).map(toUser);
  }

  override async roomsOf(userId: string, limit: number): Promise<RoomState[]> {
    const rows = await this.#db
      .selectFrom('parley_memberships')
      .innerJoin('parley_rooms', 'parley_rooms.id', 'parley_memberships.room_id')
      .select(ROOM_COLUMNS)
      .where('parley_memberships.user_id', '=', userId)
      .where('parley_rooms.kind', '=', 'room')
      .where('parley_rooms.deleted_at', 'is', null)
      .orderBy('parley_memberships.joined_at', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toRoomState);
  }

  override async markRead(roomId: string, userId: string, seq: number): Promise<void> {
    await this.#db
      .updateTable('parley_memberships')
      .from('parley_rooms')
      .set((eb) => ({
        read_seq: eb
          .case()
          .when('parley_rooms.last_seq', '<', seq)
          .then(eb.ref('parley_rooms.last_seq'))
          .else(seq)
          .end(),
      }))
      .whereRef('parley_rooms.id', '=', 'parley_memberships.room_id')
      .where('parley_memberships.room_id', '=', roomId)
      .where('parley_memberships.user_id', '=', userId)
      .where('parley_memberships.read_seq', '<', seq)
      .whereRef('parley_memberships.read_seq', '<', 'parley_rooms.last_seq')
      .execute();
  }

  override async unread(roomId: string, userId: string, limit: number): Promise<number> {
    const row = await this.#db
      .selectFrom('parley_memberships')
      .innerJoin('parley_rooms', 'parley_rooms.id', 'parley_memberships.room_id')
      .select((eb) =>
        countUnread(
          {
            roomId: eb.ref('parley_memberships.room_id'),
            userId: eb.ref('parley_memberships.user_id'),
            above: eb.ref('parley_memberships.read_seq'),
            upTo: eb.ref('parley_rooms.last_seq'),
          },
          limit,
        ).as('unread'),
      )
      .where('parley_memberships.room_id', '=', roomId)
      .where('parley_memberships.user_id', '=', userId)
      .executeTakeFirst();
    return row?.unread ?? 0;
  }
}

/** Changes how many members a room has, and says how many. 0 if there is no such room. */
async function recount(db: Kysely<Schema>, roomId: string, change: number): Promise<number> {
  if (change !== 0) {
    await db
      .updateTable('parley_rooms')
      .set((eb) => ({ member_count: eb('member_count', '+', change) }))
      .where('id', '=', roomId)
      .execute();
  }
  const row = await db
    .selectFrom('parley_rooms')
    .select('member_count')
    .where('id', '=', roomId)
    .executeTakeFirst();
  return row?.member_count ?? 0;
}
