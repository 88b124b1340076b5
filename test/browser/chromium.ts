import { findProgram } from '../../services/programs.js';
import { describeWith } from '../support/services/describe-with.js';

/** Every wait ends with what it waits for; this only bounds how long a busy machine may take. */
export const STEP_TIMEOUT_MS = 180_000;

/** The browser on the PATH; `undefined` if there is none. */
export function findChromium(): string | undefined {
  return findProgram('chromium', 'chromium-browser', 'google-chrome');
}

/** `describe` for a suite that needs the browser: skipped without one, but never where CI=true. */
export function describeInBrowser(name: string, suite: () => void): void {
  const isThere = findChromium() !== undefined;
  describeWith({ isThere, otherwise: 'apt-get install chromium' }, name, suite);
}
