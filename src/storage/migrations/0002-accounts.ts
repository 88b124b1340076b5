import type { Kysely, Migration } from 'kysely';
import type { SqlDialect } from '../sql-dialect.js';

/** Accounts with passwords, and their sessions. */
export function accounts(dialect: SqlDialect): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      await dialect
        .clustered(db.schema.createTable('parley_accounts').ifNotExists())
        .addColumn('user_id', 'text', (column) => column.primaryKey().references('parley_users.id'))
        .addColumn('password_hash', 'text', (column) => column.notNull())
        .addColumn('created_at', 'bigint', (column) => column.notNull())
        .addColumn('disabled_at', 'bigint')
        .execute();
      await dialect
        .clustered(db.schema.createTable('parley_sessions').ifNotExists())
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('user_id', 'text', (column) => column.notNull().references('parley_users.id'))
        .addColumn('family_hash', 'text', (column) => column.notNull().unique())
        .addColumn('refresh_hash', 'text', (column) => column.notNull())
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .addColumn('ended_seq', 'bigint')
        .execute();
      await createIndexes(db);
    },
  };
}

async function createIndexes(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('parley_sessions_of_user')
    .ifNotExists()
    .on('parley_sessions')
    .columns(['user_id', 'id'])
    .execute();
  await db.schema
    .createIndex('parley_sessions_ended')
    .ifNotExists()
    .unique()
    .on('parley_sessions')
    .columns(['ended_seq'])
    .where('ended_seq', 'is not', null)
    .execute();
  await db.schema
    .createIndex('parley_sessions_expiry')
    .ifNotExists()
    .on('parley_sessions')
    .columns(['expires_at'])
    .execute();
}
