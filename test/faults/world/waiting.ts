/** How often something is looked at that tells no one when it changes: another process. */
const LOOK_EVERY_MS = 20;

/** How much longer things may take where Jest runs them among all tests, on a machine with other work. */
const IS_SHORT = process.env['JEST_WORKER_ID'] !== undefined;
const ALLOWANCE = IS_SHORT ? 12 : 1;
/** How much shorter faults are there. */
const HASTE = IS_SHORT ? 3 : 1;

/** So soon something must be so: in `npm run faults`. Milliseconds. */
export function bar(ms: number): number {
  return ms * ALLOWANCE;
}

/** So long a fault lasts: in `npm run faults`. Milliseconds. */
export function lasting(ms: number): number {
  return ms / HASTE;
}

/** Lets time pass: how long a fault lasts, and how densely a load is sent. */
export function pass(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}

/**
 * Resolves, with the milliseconds that it took, when something has become true.
 * @throws Error that names what was awaited, after `withinMs`.
 */
export async function until(
  what: string,
  withinMs: number,
  isSo: () => boolean | Promise<boolean>,
): Promise<number> {
  const begin = performance.now();
  while (!(await isSo())) {
    if (performance.now() - begin > withinMs) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await pass(LOOK_EVERY_MS);
  }
  return performance.now() - begin;
}
