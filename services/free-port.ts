import { once } from 'node:events';
import { createServer } from 'node:net';

/** A port that was free just now, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  probe.close();
  await once(probe, 'close');
  return address.port;
}
