import type { Kysely } from 'kysely';
import type { User } from '../identity/user.js';
import { MembershipRepository, type MembershipChange } from '../rooms/membership.repository.js';
import type { RoomState } from '../rooms/room.js';
import { ROOM_COLUMNS, toRoomState } from './room.row.js';
import type { Schema } from './schema.js';
import { countUnread } from './unread.query.js';
import { USER_COLUMNS, toUser } from './user.row.js';

/** Who belongs to which room, in an SQL database. */
export class SqlMembershipRepository extends MembershipRepository {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    super();
    this.#db = db;
  }

  override async join(roomId: string, userId: string, at: number): Promise<MembershipChange> {
    return this.#db.transaction().execute(async (trx) => {
      const { numInsertedOrUpdatedRows } = await trx
        .insertInto('memberships')
        .values((eb) => ({
          room_id: roomId,
          user_id: userId,
          name_key: eb.selectFrom('users').select('name_key').where('id', '=', userId),
          joined_at: at,
          read_seq: eb.selectFrom('rooms').select('last_seq').where('id', '=', roomId),
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
    return this.#db.transaction().execute(async (trx) => {
      const { numDeletedRows } = await trx
        .deleteFrom('memberships')
        .where('room_id', '=', roomId)
        .where('user_id', '=', userId)
        .executeTakeFirst();
      const changed = numDeletedRows === 1n;
      return { changed, count: await recount(trx, roomId, changed ? -1 : 0) };
    });
  }

  override async isMember(roomId: string, userId: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('memberships')
      .select('user_id')
      .where('room_id', '=', roomId)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return row !== undefined;
  }

  override async list(roomId: string, limit: number, after?: string): Promise<User[]> {
    const members = this.#db
      .selectFrom('memberships')
      .innerJoin('users', 'users.id', 'memberships.user_id')
      .leftJoin('names', 'names.name_key', 'memberships.name_key')
      .select(USER_COLUMNS)
      .where('room_id', '=', roomId)
      .where((is) =>
        is.or([
          is('names.holder_id', 'is', null),
          is('names.holder_id', '=', is.ref('memberships.user_id')),
        ]),
      )
      .orderBy('memberships.name_key')
      .orderBy('memberships.user_id')
      .limit(limit);
    const page = after === undefined ? members : members.where('memberships.name_key', '>', after);
    return (await page.execute()).map(toUser);
  }

  override async roomsOf(userId: string, limit: number): Promise<RoomState[]> {
    const rows = await this.#db
      .selectFrom('memberships')
      .innerJoin('rooms', 'rooms.id', 'memberships.room_id')
      .select(ROOM_COLUMNS)
      .where('memberships.user_id', '=', userId)
      .where('rooms.kind', '=', 'room')
      .orderBy('memberships.joined_at', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toRoomState);
  }

  override async markRead(roomId: string, userId: string, seq: number): Promise<void> {
    await this.#db
      .updateTable('memberships')
      .from('rooms')
      .set((eb) => ({
        read_seq: eb
          .case()
          .when('rooms.last_seq', '<', seq)
          .then(eb.ref('rooms.last_seq'))
          .else(seq)
          .end(),
      }))
      .whereRef('rooms.id', '=', 'memberships.room_id')
      .where('memberships.room_id', '=', roomId)
      .where('memberships.user_id', '=', userId)
      .where('memberships.read_seq', '<', seq)
      .whereRef('memberships.read_seq', '<', 'rooms.last_seq')
      .execute();
  }

  override async unread(roomId: string, userId: string, limit: number): Promise<number> {
    const row = await this.#db
      .selectFrom('memberships')
      .innerJoin('rooms', 'rooms.id', 'memberships.room_id')
      .select((eb) =>
        countUnread(
          {
            roomId: eb.ref('memberships.room_id'),
            userId: eb.ref('memberships.user_id'),
            above: eb.ref('memberships.read_seq'),
            upTo: eb.ref('rooms.last_seq'),
          },
          limit,
        ).as('unread'),
      )
      .where('memberships.room_id', '=', roomId)
      .where('memberships.user_id', '=', userId)
      .executeTakeFirst();
    return row?.unread ?? 0;
  }
}

/** Changes how many members a room has, and says how many. 0 if there is no such room. */
async function recount(db: Kysely<Schema>, roomId: string, change: number): Promise<number> {
  if (change !== 0) {
    await db
      .updateTable('rooms')
      .set((eb) => ({ member_count: eb('member_count', '+', change) }))
      .where('id', '=', roomId)
      .execute();
  }
  const row = await db
    .selectFrom('rooms')
    .select('member_count')
    .where('id', '=', roomId)
    .executeTakeFirst();
  return row?.member_count ?? 0;
}
