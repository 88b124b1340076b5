import type { Kysely } from 'kysely';
import type { User } from '../identity/user.js';
import { UserRepository, type NewUser, type Subject } from '../identity/user.repository.js';
import type { Schema } from './schema.js';
import { USER_COLUMNS, toUser } from './user.row.js';

/** The people in an SQL database. */
export class SqlUserRepository extends UserRepository {
  readonly #db: Kysely<Schema>;

  constructor(db: Kysely<Schema>) {
    super();
    this.#db = db;
  }

  override async findById(id: string): Promise<User | null> {
    const row = await this.#users().where('users.id', '=', id).executeTakeFirst();
    return row ? toUser(row) : null;
  }

  override async findBySubject({ issuer, subject }: Subject): Promise<User | null> {
    const row = await this.#users()
      .where('issuer', '=', issuer)
      .where('subject', '=', subject)
      .executeTakeFirst();
    return row ? toUser(row) : null;
  }

  override async findHolder(nameKey: string): Promise<User | null> {
    const row = await this.#users()
      .innerJoin('names', 'names.holder_id', 'users.id')
      .where('names.name_key', '=', nameKey)
      .executeTakeFirst();
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

  override async touch(userId: string, at: number): Promise<void> {
    await this.#db
      .updateTable('users')
      .set({ last_seen_at: at })
      .where('id', '=', userId)
      .where('last_seen_at', '<', at)
      .execute();
  }

  #users() {
    return this.#db.selectFrom('users').select(USER_COLUMNS);
  }
}
