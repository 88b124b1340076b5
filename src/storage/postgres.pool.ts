import { Logger } from '@nestjs/common';
import { Pool, TypeOverrides, types, type PoolConfig } from 'pg';

/** How long a new connection may take. Milliseconds, like all below. */
const CONNECT_TIMEOUT_MS = 3_000;
/** A connection that is not used is closed after this. */
const IDLE_TIMEOUT_MS = 30_000;

/**
 * No statement of the server's own runs nearly as long as these: what does, waits for something that is
 * broken, and its caller is told so. The server ends it, and says what it was; `PostgresConnection`
 * gives up a server that says nothing at all.
 */
const TIMEOUTS = {
  lock_timeout: 2_000,
  statement_timeout: 3_000,
  idle_in_transaction_session_timeout: 10_000,
} as const satisfies PoolConfig;

/** Sums and counts, sequence numbers and times are all below 2^53. */
const numbers = new TypeOverrides();
numbers.setTypeParser(types.builtins.INT8, Number);

/** Whether statements are given up when they take long. Migrations and copies may take their time. */
export type Patience = 'bounded' | 'unbounded';

/**
 * Connections to a PostgreSQL server, made when they are needed, and again when they broke.
 * @param size the most connections at once.
 */
export function createPool(url: string, size: number, patience: Patience = 'bounded'): Pool {
  const pool = new Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: patience === 'bounded' ? IDLE_TIMEOUT_MS : 0,
    keepAlive: true,
    application_name: 'parley',
    // What depends on no answer before it need not wait for one.
    pipeline: true,
    types: numbers,
    ...(patience === 'bounded' && TIMEOUTS),
  });
  const logger = new Logger('Storage');
  // A connection that breaks says so as an event, whose lack of a listener would end the process; who
  // uses it just then is told by the statement that fails. The next one who needs one gets a new one.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (fault) => logger.warn(`A connection to PostgreSQL was lost: ${fault.message}`));
  return pool;
}
