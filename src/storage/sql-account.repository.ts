import type { Kysely } from 'kysely';
import { ACCOUNT_ISSUER, type Account } from '../accounts/account.js';
import {
  AccountRepository,
  type EndedSessions,
  type NewAccount,
  type PasswordChange,
} from '../accounts/account.repository.js';
import { atomically } from './atomically.js';
import { endSessions, endSessionsOf } from './end-sessions.js';
import type { Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';
import { SqlUserRepository } from './sql-user.repository.js';
import { toUser, USER_COLUMNS } from './user.row.js';

/** Undoes a transaction: someone else was first. */
class Outrun extends Error {}

/** The accounts in an SQL database. */
export class SqlAccountRepository extends AccountRepository {
  readonly #db: Kysely<Schema>;
  readonly #dialect: SqlDialect;

  constructor(db: Kysely<Schema>, dialect: SqlDialect) {
    super();
    this.#db = db;
    this.#dialect = dialect;
  }

  override async register(account: NewAccount, expectedHolderId: string | null): Promise<boolean> {
    const { user } = account;
    const done = await this.#unlessOutrun(async (trx) => {
      const users = new SqlUserRepository(trx, this.#dialect);
      await users.create({ ...user, issuer: ACCOUNT_ISSUER, subject: user.id });
      if (!(await users.claimName(user.nameKey, user.id, expectedHolderId))) throw new Outrun();
      await insertAccount(trx, account);
      return true;
    });
    return done ?? false;
  }

  override async adopt(guest: NewAccount): Promise<EndedSessions | null> {
    const { user, at } = guest;
    return this.#unlessOutrun(async (trx) => {
      const { numUpdatedRows: guests } = await trx
        .updateTable('parley_users')
        .set({ kind: 'registered', issuer: ACCOUNT_ISSUER })
        .where('id', '=', user.id)
        .where('kind', '=', 'guest')
        .executeTakeFirst();
      const { numUpdatedRows: names } = await trx
        .updateTable('parley_names')
        .set({ holder_id: user.id })
        .where('name_key', '=', user.nameKey)
        .where('holder_id', '=', user.id)
        .executeTakeFirst();
      if (guests !== 1n || names !== 1n) throw new Outrun();
      await insertAccount(trx, guest);
      const nobodys = { user_id: user.id, family_hash: user.id, refresh_hash: '', ended_seq: null };
      await trx
        .insertInto('parley_sessions')
        .values({ id: user.id, expires_at: at, ...nobodys })
        .execute();
      return endSessions(trx, this.#dialect, [user.id], at);
    });
  }

  override async findByName(nameKey: string): Promise<Account | null> {
    const row = await this.#accounts()
      .innerJoin('parley_names', 'parley_names.holder_id', 'parley_users.id')
      .where('parley_names.name_key', '=', nameKey)
      .executeTakeFirst();
    return row ? toAccount(row) : null;
  }

  override async findByUser(userId: string): Promise<Account | null> {
    const row = await this.#accounts().where('parley_users.id', '=', userId).executeTakeFirst();
    return row ? toAccount(row) : null;
  }

  override async changePassword(change: PasswordChange): Promise<EndedSessions | null> {
    const { userId, from, to, keptSessionId, at } = change;
    return atomically(this.#db, async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('parley_accounts')
        .set({ password_hash: to })
        .where('user_id', '=', userId)
        .where('password_hash', '=', from)
        .where('disabled_at', 'is', null)
        .executeTakeFirst();
      if (numUpdatedRows !== 1n) return null;
      return endSessionsOf(trx, this.#dialect, userId, at, keptSessionId);
    });
  }

  override async disable(userId: string, at: number): Promise<EndedSessions | null> {
    return atomically(this.#db, async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('parley_accounts')
        .set({ disabled_at: at })
        .where('user_id', '=', userId)
        .executeTakeFirst();
      if (numUpdatedRows !== 1n) return null;
      return endSessionsOf(trx, this.#dialect, userId, at);
    });
  }

  override async enable(userId: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('parley_accounts')
      .set({ disabled_at: null })
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  #accounts() {
    return this.#db
      .selectFrom('parley_users')
      .innerJoin('parley_accounts', 'parley_accounts.user_id', 'parley_users.id')
      .select([...USER_COLUMNS, 'password_hash', 'disabled_at']);
  }

  async #unlessOutrun<T>(work: (trx: Kysely<Schema>) => Promise<T>): Promise<T | null> {
    try {
      return await atomically(this.#db, work);
    } catch (fault) {
      if (fault instanceof Outrun) return null;
      throw fault;
    }
  }
}

async function insertAccount(
  trx: Kysely<Schema>,
  { user, passwordHash, at }: NewAccount,
): Promise<void> {
  const row = { user_id: user.id, password_hash: passwordHash, created_at: at, disabled_at: null };
  await trx.insertInto('parley_accounts').values(row).execute();
}

type AccountRow = Parameters<typeof toUser>[0] & {
  password_hash: string;
  disabled_at: number | null;
};

function toAccount(row: AccountRow): Account {
  return { user: toUser(row), passwordHash: row.password_hash, disabledAt: row.disabled_at };
}
