/** How long nothing may happen before what is awaited counts as lost. */
const STALL_MS = 60_000;
const LOOK_EVERY_MS = 5;

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The generator's clock: whole microseconds since it started. */
export function microseconds(): number {
  return Math.round(performance.now() * 1000);
}

/**
 * Waits until something is so.
 * @param progress any number that changes while it may still become so.
 * @returns false if it did not, and `progress` stood still.
 */
export async function settled(isSo: () => boolean, progress: () => number): Promise<boolean> {
  let last = progress();
  let changedAt = performance.now();
  while (!isSo()) {
    await sleep(LOOK_EVERY_MS);
    const now = performance.now();
    if (progress() !== last) {
      last = progress();
      changedAt = now;
    } else if (now - changedAt > STALL_MS) {
      return false;
    }
  }
  return true;
}

/** Runs a task for each number below `count`, so many at a time. */
export async function inParallel(
  count: number,
  width: number,
  task: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) await task(next++);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
