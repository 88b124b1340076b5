import type { TestClient } from '../../src/testing/index.js';

/**
 * Has something done with a token that ends soon: again with one that lasts twice as long, if it had
 * ended before that was done, as on a machine with other work.
 *
 * @param seconds how long the first lasts.
 * @param use fails if what it is given is too short; its token lasts so many seconds, rounded down.
 */
export async function soonEnding<T>(
  seconds: number,
  use: (seconds: number) => Promise<T>,
): Promise<T> {
  for (let lasts = seconds; ; lasts *= 2) {
    const begun = Date.now();
    try {
      return await use(lasts);
    } catch (fault) {
      if (Date.now() - begun < (lasts - 1) * 1_000) throw fault;
    }
  }
}

/** Resolves with the warning that a connection is to end; rejects if it ends without, being late. */
export async function isWarned(client: TestClient) {
  const isTold = () => client.unread('token expiring').length > 0;
  if (!isTold() && client.socket.connected) {
    await new Promise<void>((resolve) => {
      client.socket.once('token expiring', () => resolve());
      client.socket.once('disconnect', () => resolve());
    });
  }
  if (!isTold()) throw new Error('It ended without a warning');
  return client.next('token expiring');
}
