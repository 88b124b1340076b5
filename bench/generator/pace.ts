/** Timers fire up to about a millisecond late: the last stretch before a send is spun. */
const SPIN_MS = 1.5;

/**
 * Calls `act` a number of times at a fixed rate. A call that comes late, because this process or
 * what it measures was busy, is still given the time at which it was due.
 * @param act gets its number, from 0, and when it was due: milliseconds of `performance.now()`.
 */
export function atFixedRate(
  count: number,
  perSecond: number,
  act: (index: number, due: number) => void,
): Promise<void> {
  const start = performance.now();
  let done = 0;
  return new Promise((resolve) => {
    const step = (): void => {
      const now = performance.now();
      let due = start + (done * 1000) / perSecond;
      while (done < count && due <= now) {
        act(done, due);
        done += 1;
        due = start + (done * 1000) / perSecond;
      }
      if (done >= count) resolve();
      else if (due - now > SPIN_MS) setTimeout(step, due - now - SPIN_MS);
      else setImmediate(step);
    };
    step();
  });
}
