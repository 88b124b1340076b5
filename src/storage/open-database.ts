import type { Database } from './database.js';
import { openPostgres, type ServerOptions } from './postgres.database.js';
import { openSqlite } from './sqlite.database.js';
import { StorageError } from './storage.error.js';

/**
 * Opens a database, made first if it does not exist, and brings its schema up to date. Hold on to
 * what it resolves with: a file whose database is garbage-collected is closed, and unlocked.
 *
 * @param url `sqlite:PATH`, such as `sqlite:./data/parley.db`, relative to the working directory; its
 *   folder is made if it does not exist. Or `sqlite::memory:`, gone with the process. Or
 *   `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, on a server of version 15 or newer.
 * @throws {StorageError} a refusal to start, in words for the operator.
 */
export async function openDatabase(url: string, options: ServerOptions = {}): Promise<Database> {
  if (/^postgres(ql)?:/.test(url)) return openPostgres(url, options);
  const path = /^sqlite:(.+)$/.exec(url)?.[1];
  // The URL itself is left out: one for a server may hold a password.
  if (path === undefined) {
    throw new StorageError(
      'unsupported-url',
      'The database URL is not supported. Use sqlite:PATH, such as sqlite:./data/parley.db, ' +
        'or postgres://USER:PASSWORD@HOST:PORT/DATABASE.',
    );
  }
  return openSqlite(path);
}
