/** A server that has not answered for this long is given up. Milliseconds. */
const PATIENCE_MS = 4_000;

/** The server has said nothing for too long. */
export class LostPatienceError extends Error {
  override readonly name = 'LostPatienceError';
}

/**
 * Waits for an answer, but not for ever. The time is over only when what has arrived has been read: a
 * process that was paused, or had no CPU, finds the answer and its own timer at the same moment, and
 * would take a server that has answered long ago for dead. (So the driver's `query_timeout` is not used.)
 */
export function inPatience<Result>(answer: Promise<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new LostPatienceError('PostgreSQL did not answer in time'));
    const timer = setTimeout(() => setImmediate(giveUp), PATIENCE_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
