import { Migrator, type Kysely } from 'kysely';
import { migrationsFor } from './migrations/migrations.js';
import type { Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';
import { StorageError } from './storage.error.js';

/** Where Kysely's migrator keeps what it has applied. */
const MIGRATION_TABLE = 'parley_migrations';

/** The migrations that the database has and this code does not know. */
async function unknownMigrations(db: Kysely<Schema>, known: readonly string[]): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === MIGRATION_TABLE)) return [];
  const applied = await db
    .withTables<{ [MIGRATION_TABLE]: { name: string } }>()
    .selectFrom(MIGRATION_TABLE)
    .select('name')
    .execute();
  return applied.map(({ name }) => name).filter((name) => !known.includes(name));
}

/**
 * Applies the migrations that are missing, all in one transaction.
 *
 * @param where names the database in the message of a refusal.
 * @returns their names.
 * @throws {StorageError} `newer-schema`; other faults as they come.
 */
export async function migrate(
  db: Kysely<Schema>,
  dialect: SqlDialect,
  where: string,
): Promise<string[]> {
  const migrations = migrationsFor(dialect);
  const unknown = await unknownMigrations(db, Object.keys(migrations));
  if (unknown.length > 0) {
    throw new StorageError(
      'newer-schema',
      `${where} was written by a newer release (it has ${unknown.join(', ')}). ` +
        'Run that release, or restore a backup from before the upgrade.',
    );
  }
  const { error, results = [] } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: `${MIGRATION_TABLE}_lock`,
  }).migrateToLatest();
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('Migration failed', { cause: error });
  return results.map(({ migrationName }) => migrationName);
}
