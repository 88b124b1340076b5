import type { Kysely } from 'kysely';
import { RoomRepository, type NewRoom } from '../rooms/room.repository.js';
import type { RoomState } from '../rooms/room.js';
import { atomically } from './atomically.js';
import { hideRoom, removeHiddenRooms } from './room-removal.js';
import { prepareQuery, type PreparedQuery } from './prepared-query.js';
import { ROOM_COLUMNS, toRoomState, type RoomRow } from './room.row.js';
import type { Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';

/** The rooms that have names, in an SQL database. */
export class SqlRoomRepository extends RoomRepository {
  readonly #db: Kysely<Schema>;
  readonly #dialect: SqlDialect;
  readonly #byKey: PreparedQuery<RoomRow>;
  readonly #byId: PreparedQuery<RoomRow>;

  constructor(db: Kysely<Schema>, dialect: SqlDialect) {
    super();
    this.#db = db;
    this.#dialect = dialect;
    const rooms = db.selectFrom('parley_rooms').select(ROOM_COLUMNS);
    this.#byKey = prepareQuery(rooms.where('name_key', '=', ''));
    this.#byId = prepareQuery(rooms.where('id', '=', '').where('deleted_at', 'is', null));
  }

  override async findByKey(nameKey: string): Promise<RoomState | null> {
    const [row] = await this.#byKey(this.#db, nameKey);
    return row ? toRoomState(row) : null;
  }

  override async findById(id: string): Promise<RoomState | null> {
    const [row] = await this.#byId(this.#db, id);
    return row ? toRoomState(row) : null;
  }

  override async statesOf(ids: readonly string[]): Promise<RoomState[]> {
    if (ids.length === 0) return [];
    const rows = await this.#db
      .selectFrom('parley_rooms')
      .select(ROOM_COLUMNS)
      .where('id', 'in', ids)
      .where('deleted_at', 'is', null)
      .execute();
    return rows.map(toRoomState);
  }

  override async findOrCreate({ id, name, nameKey, createdAt }: NewRoom): Promise<RoomState> {
    return atomically(this.#db, async (trx) => {
      await trx
        .insertInto('parley_rooms')
        .values({
          id,
          kind: 'room',
          name,
          name_key: nameKey,
          low_user_id: null,
          high_user_id: null,
          last_seq: 0,
          last_message_at: null,
          member_count: 0,
          created_at: createdAt,
          deleted_at: null,
        })
        .onConflict((conflict) => conflict.column('name_key').doNothing())
        .execute();
      const row = await trx
        .selectFrom('parley_rooms')
        .select(ROOM_COLUMNS)
        .where('name_key', '=', nameKey)
        .executeTakeFirstOrThrow();
      return toRoomState(row);
    });
  }

  override async list(limit: number, after?: string): Promise<RoomState[]> {
    const named = this.#db
      .selectFrom('parley_rooms')
      .select(ROOM_COLUMNS)
      .where('name_key', 'is not', null)
      .orderBy('name_key')
      .limit(limit);
    const page = after === undefined ? named : named.where('name_key', '>', after);
    return (await page.execute()).map(toRoomState);
  }

  override async delete(id: string): Promise<boolean> {
    const hidden = await hideRoom(this.#db, this.#dialect, id, Date.now());
    await removeHiddenRooms(this.#db, this.#dialect);
    return hidden;
  }
}
