/** Time and chance, so that tests can have their own. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `task` once after `ms` milliseconds, unless the returned function is called before. */
  after(ms: number, task: () => void): () => void;
  /** 0 ≤ x < 1. */
  random(): number;
}

/** The machine's own. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 20_000;

/** Milliseconds to wait after so many failures: doubling, and spread so that clients don't herd. */
export function backoff(failures: number, clock: Clock): number {
  const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(failures, 10));
  return ceiling * (0.5 + clock.random() / 2);
}
