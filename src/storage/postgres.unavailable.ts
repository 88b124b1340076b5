import { DatabaseError } from 'pg';
import { ChatException } from '../protocol/index.js';

/** What who is refused is told to wait. Milliseconds. */
const RETRY_AFTER_MS = 1_000;

/**
 * Codes, or classes of them, that say nothing against the statement: run again, it may succeed
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
const PASSING = [
  '08', // the connection
  '28', // the user or the password: being changed
  '3D', // the database: being restored
  '40', // rolled back in favour of another
  '53', // out of connections, memory or disk
  '55P03', // a lock was not given in time
  '57', // shut down, starting, or cancelled since it took too long
  '58', // the server's operating system
  '25006', // a standby, in the middle of a failover
  '25P03', // the transaction was idle for too long
  'F0', // its configuration
  'XX', // a fault of its own, such as a damaged page
] as const;

/**
 * UNAVAILABLE in place of a fault that passes; others as they are. Of a commit whose answer was lost
 * no one knows whether it happened: then it is right as well, since whoever tries again with the same
 * `clientId` gets the first outcome.
 */
export function postgresUnavailable(fault: unknown): unknown {
  // Faults of the network and timeouts of the driver are no `DatabaseError`.
  const { code = '' } = fault instanceof DatabaseError ? fault : { code: '08' };
  if (!PASSING.some((passing) => code.startsWith(passing))) return fault;
  return new ChatException('UNAVAILABLE', { cause: fault, retryAfterMs: RETRY_AFTER_MS });
}
