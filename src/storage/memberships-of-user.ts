import type { Kysely } from 'kysely';
import { prepareForRows, type RowsStatement } from './rows-statement.js';
import type { Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';

/** All memberships of one person, changed together within a transaction. */
export class MembershipsOfUser {
  readonly #dialect: SqlDialect;
  readonly #remove: RowsStatement<{ room_id: string; user_id: string }, { id: string }>;
  readonly #countOneLess: RowsStatement<{ id: string }, unknown>;

  constructor(db: Kysely<Schema>, dialect: SqlDialect) {
    this.#dialect = dialect;
    this.#remove = prepareForRows<{ room_id: string; user_id: string }, { id: string }>(
      dialect,
      { room_id: 'text', user_id: 'text' },
      (given) =>
        db
          .deleteFrom('parley_memberships')
          .where((eb) =>
            eb(
              eb.refTuple('parley_memberships.room_id', 'parley_memberships.user_id'),
              'in',
              eb
                .selectFrom(given)
                .select(['given.room_id', 'given.user_id'])
                .$asTuple('room_id', 'user_id'),
            ),
          )
          .returning('parley_memberships.room_id as id'),
      { table: 'parley_memberships', key: ['room_id', 'user_id'] },
    );
    this.#countOneLess = prepareForRows<{ id: string }, unknown>(
      dialect,
      { id: 'text' },
      (given) =>
        db
          .updateTable('parley_rooms')
          .from(given)
          .set((eb) => ({ member_count: eb('parley_rooms.member_count', '-', eb.lit(1)) }))
          .whereRef('parley_rooms.id', '=', 'given.id'),
      { table: 'parley_rooms', key: ['id'] },
    );
  }

  async rename(trx: Kysely<Schema>, userId: string, nameKey: string): Promise<void> {
    await this.#lock(trx, userId);
    await trx
      .updateTable('parley_memberships')
      .set({ name_key: nameKey })
      .where('user_id', '=', userId)
      .execute();
  }

  /** Ends all but those of private conversations. */
  async leaveNamedRooms(trx: Kysely<Schema>, userId: string): Promise<void> {
    const rooms = await trx
      .selectFrom('parley_rooms')
      .innerJoin('parley_memberships as own', 'own.room_id', 'parley_rooms.id')
      .select('parley_rooms.id')
      .where('own.user_id', '=', userId)
      .where('parley_rooms.kind', '=', 'room')
      .orderBy('parley_rooms.id')
      .modifyEnd(this.#dialect.forUpdate('parley_rooms'))
      .execute();
    if (rooms.length === 0) return;
    const left = await this.#remove(
      trx,
      rooms.map(({ id }) => ({ room_id: id, user_id: userId })),
    );
    if (left.length > 0) await this.#countOneLess(trx, left);
  }

  async #lock(trx: Kysely<Schema>, userId: string): Promise<void> {
    await trx
      .selectFrom('parley_memberships')
      .select('room_id')
      .where('user_id', '=', userId)
      .orderBy('room_id')
      .modifyEnd(this.#dialect.forUpdate('parley_memberships'))
      .execute();
  }
}
