import type { Kysely } from 'kysely';
import type { User } from '../identity/user.js';
import {
  UserRepository,
  type LastSeen,
  type NewUser,
  type Subject,
} from '../identity/user.repository.js';
import { atomically } from './atomically.js';
import { MembershipsOfUser } from './memberships-of-user.js';
import { prepareQuery, type PreparedQuery } from './prepared-query.js';
import { prepareForRows, type RowsStatement } from './rows-statement.js';
import type { Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';
import { USER_COLUMNS, toUser, type UserRow } from './user.row.js';

/** The people in an SQL database. */
export class SqlUserRepository extends UserRepository {
  readonly #db: Kysely<Schema>;
  readonly #memberships: MembershipsOfUser;
  readonly #touch: RowsStatement<SeenRow, unknown>;
  readonly #byId: PreparedQuery<UserRow>;
  readonly #byName: PreparedQuery<UserRow>;

  constructor(db: Kysely<Schema>, dialect: SqlDialect) {
    super();
    this.#db = db;
    this.#memberships = new MembershipsOfUser(db, dialect);
    this.#touch = touchStatement(db, dialect);
    const users = db.selectFrom('parley_users').select(USER_COLUMNS);
    this.#byId = prepareQuery(users.where('parley_users.id', '=', ''));
    this.#byName = prepareQuery(
      users
        .innerJoin('parley_names', 'parley_names.holder_id', 'parley_users.id')
        .where('parley_names.name_key', '=', ''),
    );
  }

  override async findById(id: string): Promise<User | null> {
    const [row] = await this.#byId(this.#db, id);
    return row ? toUser(row) : null;
  }

  override async findBySubject({ issuer, subject }: Subject): Promise<User | null> {
    const row = await this.#db
      .selectFrom('parley_users')
      .select(USER_COLUMNS)
      .where('issuer', '=', issuer)
      .where('subject', '=', subject)
      .executeTakeFirst();
    return row ? toUser(row) : null;
  }

  override async findHolder(nameKey: string): Promise<User | null> {
    const [row] = await this.#byName(this.#db, nameKey);
    return row ? toUser(row) : null;
  }

  override async create(user: NewUser): Promise<User> {
    return atomically(this.#db, async (trx) => {
      await trx
        .insertInto('parley_users')
        .values({
          id: user.id,
          username: user.username,
          name_key: user.nameKey,
          kind: user.kind,
          issuer: user.issuer,
          subject: user.subject,
          last_seen_at: user.lastSeenAt,
        })
        .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doNothing())
        .execute();
      const row = await trx
        .selectFrom('parley_users')
        .select(USER_COLUMNS)
        .where('issuer', '=', user.issuer)
        .where('subject', '=', user.subject)
        .executeTakeFirstOrThrow();
      return toUser(row);
    });
  }

  override async claimName(
    nameKey: string,
    userId: string,
    expectedHolderId: string | null,
  ): Promise<boolean> {
    if (expectedHolderId === null) {
      const { numInsertedOrUpdatedRows } = await this.#db
        .insertInto('parley_names')
        .values({ name_key: nameKey, holder_id: userId })
        .onConflict((conflict) => conflict.column('name_key').doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    }
    return atomically(this.#db, async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('parley_names')
        .set({ holder_id: userId })
        .where('name_key', '=', nameKey)
        .where('holder_id', '=', expectedHolderId)
        .executeTakeFirst();
      if (numUpdatedRows === 1n) await this.#memberships.leaveNamedRooms(trx, expectedHolderId);
      return numUpdatedRows === 1n;
    });
  }

  override async rename(userId: string, username: string, nameKey: string): Promise<void> {
    await atomically(this.#db, async (trx) => {
      await trx
        .updateTable('parley_users')
        .set({ username, name_key: nameKey })
        .where('id', '=', userId)
        .execute();
      await this.#memberships.rename(trx, userId, nameKey);
    });
  }

  override async touchAll(seen: readonly LastSeen[]): Promise<void> {
    if (seen.length === 0) return;
    const latest = new Map<string, LastSeen>();
    for (const one of seen) {
      if (one.at > (latest.get(one.userId)?.at ?? 0)) latest.set(one.userId, one);
    }
    const rows = [...latest.values()].map(({ userId, at }) => ({ id: userId, at }));
    await this.#touch(this.#db, rows);
  }
}

interface SeenRow {
  id: string;
  at: number;
}

function touchStatement(db: Kysely<Schema>, dialect: SqlDialect): RowsStatement<SeenRow, unknown> {
  return prepareForRows<SeenRow, unknown>(
    dialect,
    { id: 'text', at: 'bigint' },
    (given) =>
      db
        .updateTable('parley_users')
        .from(given)
        .set((eb) => ({ last_seen_at: eb.ref('given.at') }))
        .whereRef('parley_users.id', '=', 'given.id')
        .whereRef('parley_users.last_seen_at', '<', 'given.at'),
    { table: 'parley_users', key: ['id'] },
  );
}
