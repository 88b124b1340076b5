import { ChatException } from '../protocol/index.js';

/** What who is refused is told to wait. Milliseconds. */
const RETRY_AFTER_MS = 1_000;

/**
 * SQLite's primary result codes that say nothing against the statement: busy, locked, out of memory,
 * read-only, I/O, full, cannot open (https://sqlite.org/rescode.html).
 */
const PASSING: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 13, 14]);

/** UNAVAILABLE in place of a fault that passes, such as a full disk; others as they are. */
export function sqliteUnavailable(fault: unknown): unknown {
  if (!(fault instanceof Error) || !('rawCode' in fault)) return fault;
  // Extended codes hold their primary one in the low byte.
  if (typeof fault.rawCode !== 'number' || !PASSING.has(fault.rawCode & 0xff)) return fault;
  return new ChatException('UNAVAILABLE', { cause: fault, retryAfterMs: RETRY_AFTER_MS });
}
