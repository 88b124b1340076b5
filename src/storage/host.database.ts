import { CompiledQuery, sql, type Kysely } from 'kysely';
import type { HostDatabase } from '../rooms/host-transactions.js';
import { Database } from './database.js';
import { migrate } from './migrate.js';
import { NumberColumnsPlugin } from './number-columns.plugin.js';
import { requireServer } from './postgres.database.js';
import { postgresDialect } from './postgres.dialect.js';
import type { Schema } from './schema.js';
import type { SqlDialect } from './sql-dialect.js';
import { sqliteAppend } from './sqlite.append.js';
import { sqliteDialect } from './sqlite.dialect.js';
import { StorageError } from './storage.error.js';

/** The first release with `->>`. */
const OLDEST_SQLITE = '3.38.0';

/**
 * SQLite that others may write too, through connections of their own. A transaction that first reads
 * and then writes is refused if another has written in between, so what does both starts with a write.
 */
const sharedSqliteDialect: SqlDialect = {
  ...sqliteDialect,
  prepareAppend: (db) => sqliteAppend(db, sqliteDialect, CompiledQuery.raw(LOCK)),
  oneAtATime: () => sql.raw(LOCK),
};
const LOCK = 'update parley_rooms set last_seq = last_seq where 0';

/** How a refusal names it. */
const WHERE = 'The database of storage.kysely';

/** The host's database. Closing it is the host's. */
class AdoptedDatabase extends Database {
  override close(): Promise<void> {
    return Promise.resolve();
  }
}

/**
 * Takes up a database that the host has opened, of which Parley uses tables of its own, and brings
 * their schema up to date. The host's plugins are left out: they may rename columns. How durable a
 * commit is, is what the host has set (`synchronous`).
 *
 * @throws {StorageError} `unsupported-database`, `newer-schema`; other faults as they come.
 */
export async function adoptDatabase(host: HostDatabase): Promise<Database> {
  if (!isKysely(host)) {
    throw new StorageError('unsupported-database', 'storage.kysely is not a Kysely instance.');
  }
  const kysely = host.withoutPlugins();
  return (await isPostgres(kysely)) ? adoptPostgres(kysely) : adoptSqlite(kysely);
}

async function adoptSqlite(kysely: Kysely<Schema>): Promise<Database> {
  await requireSqlite(kysely);
  await migrate(kysely, sqliteDialect, WHERE);
  return new AdoptedDatabase(kysely, sharedSqliteDialect);
}

async function adoptPostgres(host: Kysely<Schema>): Promise<Database> {
  const numbers = new NumberColumnsPlugin();
  const kysely = host.withPlugin(numbers);
  await requireServer(kysely, WHERE);
  await migrate(kysely, postgresDialect, WHERE);
  return new AdoptedDatabase(kysely, { ...postgresDialect, plugins: [numbers] });
}

/** By what it has, as the host may have a copy of Kysely of its own. */
function isKysely(value: unknown): value is Kysely<Schema> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'isTransaction' in value &&
    value.isTransaction === false &&
    'withoutPlugins' in value &&
    'getExecutor' in value
  );
}

/** The database is asked, as dialects have many names. */
async function isPostgres(kysely: Kysely<Schema>): Promise<boolean> {
  return sql`select current_setting('server_version_num')`.execute(kysely).then(
    () => true,
    () => false,
  );
}

async function requireSqlite(kysely: Kysely<Schema>): Promise<void> {
  const { version, one } = await askVersion(kysely);
  if (version.localeCompare(OLDEST_SQLITE, 'en', { numeric: true }) < 0) {
    throw unsupported(`is SQLite ${version}, and ${OLDEST_SQLITE} or newer is needed`);
  }
  if (typeof one !== 'number') {
    throw unsupported(`gives integers as ${typeof one}; set its driver to give numbers`);
  }
}

async function askVersion(kysely: Kysely<Schema>): Promise<{ version: string; one: unknown }> {
  try {
    const query = sql<{
      version: string;
      one: unknown;
    }>`select sqlite_version() as version, 1 as one`;
    const { rows } = await query.execute(kysely);
    return rows[0] ?? { version: '', one: undefined };
  } catch (cause) {
    throw unsupported(`answers neither as SQLite nor as PostgreSQL does: ${String(cause)}`);
  }
}

function unsupported(why: string): StorageError {
  return new StorageError('unsupported-database', `The database of storage.kysely ${why}.`);
}
