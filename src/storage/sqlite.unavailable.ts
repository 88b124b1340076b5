import { ChatException } from '../protocol/index.js';

/** What who is refused is told to wait. Milliseconds. */
const RETRY_AFTER_MS = 1_000;

/**
 * SQLite's primary result codes that say nothing against the statement: busy, locked, out of memory,
 * read-only, interrupted, I/O, damaged, full, cannot open, locks that fail, not a database
 * (https://sqlite.org/rescode.html). A damaged file does not mend by itself, but an operator mends it,
 * and then the same request succeeds.
 */
const PASSING: ReadonlySet<number> = new Set([5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 26]);

/** UNAVAILABLE in place of a fault of the file or the disk, such as a full one; others as they are. */
export function sqliteUnavailable(fault: unknown): unknown {
  if (!(fault instanceof Error) || !('rawCode' in fault)) return fault;
  // Extended codes hold their primary one in the low byte.
  if (typeof fault.rawCode !== 'number' || !PASSING.has(fault.rawCode & 0xff)) return fault;
  return new ChatException('UNAVAILABLE', { cause: fault, retryAfterMs: RETRY_AFTER_MS });
}
