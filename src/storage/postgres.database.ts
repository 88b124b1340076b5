import { setTimeout } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Database } from './database.js';
import { migrate } from './migrate.js';
import { postgresAppend } from './postgres.append.js';
import { PostgresConnections } from './postgres.connections.js';
import { postgresDialect } from './postgres.dialect.js';
import { pipelined } from './postgres.pipeline.js';
import { createPool } from './postgres.pool.js';
import { isPassing, postgresRefusal } from './postgres.refusal.js';
import type { Schema } from './schema.js';
import { StorageError } from './storage.error.js';

/** The first release that is tested, as `server_version_num` counts. */
const OLDEST_SERVER = 150_000;
/** Connections that one process has at most, unless it is told otherwise. */
const POOL_SIZE = 10;
const START_WITHIN_MS = 30_000;
const RETRY_EVERY_MS = 1_000;

/** How a database on a server is used. */
export interface ServerOptions {
  /** The most connections at once. Default 10. */
  readonly poolSize?: number;
  /** What for: a copy has one connection, and takes its time. Default `serve`. */
  readonly purpose?: 'serve' | 'copy';
  /** How long a server that is not there yet is waited for. Milliseconds, by default 30,000. */
  readonly startWithinMs?: number;
}

/**
 * Opens a database on a PostgreSQL server and brings its schema up to date. Any number of nodes may do
 * so at once: one migrates, the others wait for it. A server that cannot be reached yet is waited for,
 * as containers start together.
 *
 * @throws {StorageError}
 */
export async function openPostgres(url: string, options: ServerOptions = {}): Promise<Database> {
  const { poolSize = POOL_SIZE, purpose } = options;
  const where = describe(url);
  const migrated = await migrateServer(url, where, options);
  const pool =
    purpose === 'copy'
      ? new PostgresConnections(createPool(url, 1, 'unbounded'), 'unbounded')
      : new PostgresConnections(createPool(url, poolSize));
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  const append = postgresAppend(pipelined(pool));
  return new Database(kysely, { ...postgresDialect, prepareAppend: () => append }, migrated);
}

/** Where a URL points, without its password. @throws {StorageError} `unsupported-url` */
function describe(url: string): string {
  if (isUrl(url)) {
    const { host, pathname } = new URL(url);
    return `The PostgreSQL database ${host}${pathname}`;
  }
  throw new StorageError(
    'unsupported-url',
    'The database URL is not one of PostgreSQL. Use postgres://USER:PASSWORD@HOST:PORT/DATABASE, ' +
      'with whatever is special in the password percent-encoded.',
  );
}

function isUrl(text: string): boolean {
  try {
    decodeURIComponent(text);
    return URL.canParse(text);
  } catch {
    return false;
  }
}

async function migrateServer(
  url: string,
  where: string,
  { purpose = 'serve', startWithinMs = START_WITHIN_MS }: ServerOptions,
): Promise<string[]> {
  const pool = createPool(url, 1, 'unbounded');
  const kysely = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  try {
    await reach(kysely, where, startWithinMs);
    if (purpose === 'serve') await requireComplete(kysely, where);
    return await migrate(kysely, postgresDialect, where);
  } catch (fault) {
    throw postgresRefusal(where, fault);
  } finally {
    await kysely.destroy();
  }
}

/** Resolves when the server answers, and is one that is supported. */
async function reach(kysely: Kysely<Schema>, where: string, withinMs: number): Promise<void> {
  const logger = new Logger('Storage');
  const giveUpAt = performance.now() + withinMs;
  for (;;) {
    try {
      await requireServer(kysely, where);
      return;
    } catch (fault) {
      if (!isPassing(fault) || performance.now() >= giveUpAt) throw fault;
      logger.warn(`${postgresRefusal(where, fault).message} Trying again.`);
      // Who waits must see why, also where logs are held back until the application has started.
      Logger.flush();
      await setTimeout(RETRY_EVERY_MS);
    }
  }
}

/** @throws {StorageError} `unsupported-database`: the server is older than what is tested. */
export async function requireServer(kysely: Kysely<Schema>, where: string): Promise<void> {
  const { rows } = await sql<{
    number: number;
    version: string;
  }>`select current_setting('server_version_num')::int as number,
    current_setting('server_version') as version`.execute(kysely);
  const [server] = rows;
  if (server && server.number >= OLDEST_SERVER) return;
  throw new StorageError(
    'unsupported-database',
    `${where} is on PostgreSQL ${server?.version}, and 15 or newer is needed.`,
  );
}

async function requireComplete(kysely: Kysely<Schema>, where: string): Promise<void> {
  const { rows } = await sql<{ incomplete: boolean }>`
    select to_regclass('parley_copy') is not null as incomplete`.execute(kysely);
  if (rows[0]?.incomplete !== true) return;
  throw new StorageError(
    'incomplete',
    `${where} is being copied into. Finish the copy with the same "parley copy" command.`,
  );
}
