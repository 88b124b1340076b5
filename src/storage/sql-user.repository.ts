import type { Kysely } from 'kysely';
import type { User } from '../identity/user.js';
import {
  UserRepository,
  type LastSeen,
  type NewUser,
  type Subject,
} from '../identity/user.repository.js';
import { prepareQuery, type PreparedQuery } from './prepared-query.js';
import type { Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';
import { USER_COLUMNS, toUser, type UserRow } from './user.row.js';

/** The people in an SQL database. */
export class SqlUserRepository extends UserRepository {
  readonly #db: Kysely<Schema>;
  readonly #dialect: SqlDialect;
  readonly #byId: PreparedQuery<UserRow>;
  readonly #byName: PreparedQuery<UserRow>;

  constructor(db: Kysely<Schema>, dialect: SqlDialect) {
    super();
    this.#db = db;
    this.#dialect = dialect;
    const users = db.selectFrom('users').select(USER_COLUMNS);
    this.#byId = prepareQuery(users.where('users.id', '=', ''));
    this.#byName = prepareQuery(
      users.innerJoin('names', 'names.holder_id', 'users.id').where('names.name_key', '=', ''),
    );
  }

  override async findById(id: string): Promise<User | null> {
    const [row] = await this.#byId(this.#db, id);
    return row ? toUser(row) : null;
  }

  override async findBySubject({ issuer, subject }: Subject): Promise<User | null> {
    const row = await this.#db
      .selectFrom('users')
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
    return this.#db.transaction().execute(async (trx) => {
      await trx
        .insertInto('users')
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
        .selectFrom('users')
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
        .insertInto('names')
        .values({ name_key: nameKey, holder_id: userId })
        .onConflict((conflict) => conflict.column('name_key').doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    }
    const { numUpdatedRows } = await this.#db
      .updateTable('names')
      .set({ holder_id: userId })
      .where('name_key', '=', nameKey)
      .where('holder_id', '=', expectedHolderId)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  override async rename(userId: string, username: string, nameKey: string): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      await trx
        .updateTable('users')
        .set({ username, name_key: nameKey })
        .where('id', '=', userId)
        .execute();
      await trx
        .updateTable('memberships')
        .set({ name_key: nameKey })
        .where('user_id', '=', userId)
        .execute();
    });
  }

  override async touchAll(seen: readonly LastSeen[]): Promise<void> {
    if (seen.length === 0) return;
    const latest = new Map<string, LastSeen>();
    for (const one of seen) {
      if (one.at > (latest.get(one.userId)?.at ?? 0)) latest.set(one.userId, one);
    }
    const shape = { userId: 'text', at: 'bigint' } as const;
    await this.#db
      .updateTable('users')
      .from(
        this.#dialect.rows<LastSeen, 'seen'>(
          this.#dialect.json([...latest.values()]),
          shape,
          'seen',
        ),
      )
      .set((eb) => ({ last_seen_at: eb.ref('seen.at') }))
      .whereRef('users.id', '=', 'seen.userId')
      .whereRef('users.last_seen_at', '<', 'seen.at')
      .execute();
  }
}
