import { occupyPort } from '../server-process.js';

/** A port that was free just now, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const { port, release } = await occupyPort();
  await release();
  return port;
}
