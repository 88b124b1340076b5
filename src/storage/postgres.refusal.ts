import { isNativeError } from 'node:util/types';
import { StorageError, type StorageErrorCode } from './storage.error.js';

/**
 * What a failure to open a database means to an operator: by the codes of PostgreSQL
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html) and of the network.
 */
const REFUSALS: ReadonlyMap<string, readonly [StorageErrorCode, advice: string]> = new Map([
  ['28P01', ['access-denied', 'refuses the user or the password. Set DATABASE_URL to others.']],
  ['28000', ['access-denied', 'refuses the user. Let pg_hba.conf allow it, or use another.']],
  ['3D000', ['no-database', 'does not exist. Make it with "create database", or use another.']],
  ['42501', ['read-only', 'cannot be changed by this user. Let it create tables in the schema.']],
  ['25006', ['read-only', 'can only be read. Use the primary server, not a standby.']],
  ['57P03', ['unreachable', 'is starting or stopping.']],
  ['53300', ['unreachable', 'has no connection left. Raise max_connections of the server.']],
  ['ECONNREFUSED', ['unreachable', 'cannot be reached: nothing listens there.']],
  ['ENOTFOUND', ['unreachable', 'cannot be reached: the host name is not known.']],
  ['EAI_AGAIN', ['unreachable', 'cannot be reached: the host name is not known just now.']],
  ['EHOSTUNREACH', ['unreachable', 'cannot be reached: there is no way to the host.']],
  ['ENETUNREACH', ['unreachable', 'cannot be reached: there is no way to the network.']],
  ['ETIMEDOUT', ['unreachable', 'cannot be reached: it does not answer.']],
  ['ECONNRESET', ['unreachable', 'closed the connection.']],
]);

/** The refusal to open a database. A refusal that is one already is left as it is. */
export function postgresRefusal(where: string, fault: unknown): StorageError {
  if (fault instanceof StorageError) return fault;
  const [code, advice] = meaningOf(fault);
  return new StorageError(code, `${where} ${advice}`, { cause: fault });
}

/** May it be there in a moment? */
export function isPassing(fault: unknown): boolean {
  return !(fault instanceof StorageError) && meaningOf(fault)[0] === 'unreachable';
}

function meaningOf(fault: unknown): readonly [StorageErrorCode, advice: string] {
  // Where a host name has several addresses, Node tells of each.
  const first: unknown = isAggregate(fault) ? fault.errors[0] : fault;
  if (!isNativeError(first)) return ['failed', `cannot be opened: ${String(first)}`];
  const known = 'code' in first ? REFUSALS.get(String(first.code)) : undefined;
  if (known) return known;
  // The driver has no code for these.
  if (/timeout|terminated/i.test(first.message)) return ['unreachable', 'does not answer.'];
  return ['failed', `cannot be opened: ${first.message}`];
}

/** Where Jest runs a host, Node's own errors are instances of another `Error`. */
function isAggregate(fault: unknown): fault is AggregateError {
  return isNativeError(fault) && 'errors' in fault && Array.isArray(fault.errors);
}
