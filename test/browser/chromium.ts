import { jest } from '@jest/globals';
import { findProgram } from '../../services/programs.js';
import { describeWith } from '../support/services/describe-with.js';

/** Every wait ends with what it waits for; these only bound how long a busy machine may take. */
export const STEP_TIMEOUT_MS = 40_000;
const TEST_TIMEOUT_MS = 120_000;

/** The browser on the PATH; `undefined` if there is none. */
export function findChromium(): string | undefined {
  return findProgram('chromium', 'chromium-browser', 'google-chrome');
}

/** `describe` for a suite that needs the browser: skipped without one, but never where CI=true. */
export function describeInBrowser(name: string, suite: () => void): void {
  jest.setTimeout(TEST_TIMEOUT_MS);
  const isThere = findChromium() !== undefined;
  describeWith({ isThere, otherwise: 'apt-get install chromium' }, name, suite);
}
