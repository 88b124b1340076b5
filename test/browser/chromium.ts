import { describe } from '@jest/globals';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The browser on the PATH; `undefined` if there is none. */
export function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find(isExecutable);
}

/** `describe` for a suite that needs the browser: skipped without one, but never where CI=true. */
export function describeInBrowser(name: string, suite: () => void): void {
  const run =
    process.env['CI'] === 'true' || findChromium() !== undefined ? describe : describe.skip;
  run(name, suite);
}
