import { describe } from '@jest/globals';
import { findProgram } from '../../../services/programs.js';

/**
 * `describe` for a suite that needs something of the machine. Without it the suite is skipped, and
 * says why; where CI=true it runs all the same, and fails.
 */
export function describeWith(
  needs: { readonly isThere: boolean; readonly otherwise: string },
  name: string,
  suite: () => void,
): void {
  const runs = needs.isThere || process.env['CI'] === 'true';
  const declare = runs ? describe : describe.skip;
  declare(runs ? name : `${name} (skipped: ${needs.otherwise})`, suite);
}

/**
 * `describe` for a suite that needs a PostgreSQL of its own, to do anything to; `TEST_DATABASE_URL` is
 * for those that only need databases (`describeWithDatabaseServer`).
 */
export function describeWithPostgres(name: string, suite: () => void): void {
  const isThere = findProgram('postgres') !== undefined;
  describeWith(
    { isThere, otherwise: 'it stops the server, so it needs its own: apt-get install postgresql' },
    name,
    suite,
  );
}

/** `describe` for a suite that needs terminals, which `TerminalProcess` has of util-linux's `script`. */
export function describeAtTerminal(name: string, suite: () => void): void {
  const isThere = process.platform === 'linux';
  describeWith({ isThere, otherwise: '`script` takes other arguments elsewhere' }, name, suite);
}

/** `describe` for a suite that needs Redis. */
export function describeWithRedis(name: string, suite: () => void): void {
  const isThere = findProgram('redis-server') !== undefined;
  describeWith({ isThere, otherwise: 'apt-get install redis-server' }, name, suite);
}
