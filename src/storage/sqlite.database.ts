import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Kysely } from 'kysely';
import { ChatException } from '../protocol/index.js';
import { Database } from './database.js';
import { LibsqlConnection, LibsqlDialect } from './libsql.driver.js';
import { migrate } from './migrate.js';
import type { Schema } from './schema.js';
import { sqliteDialect } from './sqlite.dialect.js';
import { StorageError, type StorageErrorCode } from './storage.error.js';

const IN_MEMORY = ':memory:';

/**
 * - `exclusive` before WAL: the file is locked for as long as the server runs, so that a second one
 *   is refused at once, and the log's index is in memory. The lock dies with the process.
 * - `synchronous = full`: a commit returns when it is on the disk.
 * - `busy_timeout`: long enough for a predecessor that is just closing, in milliseconds.
 * - `cache_size`: 32 MiB (negative: KiB). `wal_autocheckpoint`: 64 MiB of pages, as the ends of
 *   busy rooms are written again and again: the more are folded into the file at once, the fewer are
 *   (between 200 pairs 16 MiB cost 5 to 9 % of the throughput).
 */
const PRAGMAS = `
  pragma busy_timeout = 200;
  pragma locking_mode = exclusive;
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma foreign_keys = on;
  pragma cache_size = -32768;
  pragma wal_autocheckpoint = 16384;
`;

const CANNOT_OPEN = 14;
/** `SQLITE_IOERR_LOCK`: what the exclusive lock comes to on a file that may only be read. */
const CANNOT_LOCK = 3_850;

/** What SQLite's result codes mean to an operator (https://sqlite.org/rescode.html). */
const REFUSALS: ReadonlyMap<number, readonly [StorageErrorCode, advice: string]> = new Map([
  [5, ['in-use', 'is already open in another server. Stop that one, or use another file.']],
  [8, ['read-only', 'cannot be written. Let the server write the file and its folder.']],
  [11, ['corrupt', 'is damaged. Restore it from a backup.']],
  [13, ['failed', 'cannot grow: the disk is full. Free some space.']],
  [CANNOT_OPEN, ['read-only', 'cannot be opened. Let the server write the file and its folder.']],
  [CANNOT_LOCK, ['read-only', 'cannot be locked. Let the server write the file and its folder.']],
  [26, ['not-a-database', 'is not a database. Move it away, or use another file.']],
]);

/** Extended codes hold their primary one in the low byte. The driver names only some of them. */
function meaningOf(fault: unknown): readonly [StorageErrorCode, advice: string] {
  // Clients would be told that the database is away; an operator is told why.
  const error = fault instanceof ChatException ? fault.cause : fault;
  if (error instanceof Error && 'rawCode' in error && typeof error.rawCode === 'number') {
    const known = REFUSALS.get(error.rawCode) ?? REFUSALS.get(error.rawCode & 0xff);
    if (known) return known;
  }
  return ['failed', `cannot be opened: ${String(error)}`];
}

function refusal(path: string, error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const [code, advice] = meaningOf(error);
  return new StorageError(code, `The database file ${path} ${advice}`, { cause: error });
}

function makeFolder(path: string): void {
  const folder = dirname(path);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new StorageError(
      'no-folder',
      `The folder ${folder} for the database file cannot be made. Make it, or use another path.`,
      { cause },
    );
  }
}

function connect(path: string): LibsqlConnection {
  try {
    return new LibsqlConnection(path);
  } catch (cause) {
    // The driver gives no code here; it fails here only where SQLite cannot open the file at all.
    throw refusal(
      path,
      Object.assign(new Error('cannot open', { cause }), { rawCode: CANNOT_OPEN }),
    );
  }
}

/**
 * Opens a file, or `:memory:`, and brings its schema up to date.
 *
 * The file must not be opened by other means in this process while it is in use: closing any
 * descriptor of a file drops all of the process's POSIX locks on it.
 *
 * Whoever opens it must hold on to it: the driver closes what is garbage-collected.
 *
 * @throws {StorageError}
 */
export async function openSqlite(file: string): Promise<Database> {
  const path = file === IN_MEMORY ? IN_MEMORY : resolve(file);
  if (path !== IN_MEMORY) makeFolder(path);
  const connection = connect(path);
  const kysely = new Kysely<Schema>({ dialect: new LibsqlDialect(connection) });
  try {
    connection.execute(PRAGMAS);
    // Nothing above writes to a file that has been used before: this finds out whether one may.
    connection.execute('begin immediate; rollback');
    const migrated = await migrate(kysely, sqliteDialect, `The database file ${path}`);
    return new Database(kysely, sqliteDialect, migrated);
  } catch (error) {
    connection.close();
    throw refusal(path, error);
  }
}
