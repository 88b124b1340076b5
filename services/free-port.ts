import { once } from 'node:events';
import { createServer } from 'node:net';

/** Systems give connections, and who asks for any port, those from 32768 or 49152 up. */
const [LOWEST, HIGHEST] = [12_000, 32_000] as const;

/**
 * A port that was free just now, for programs that cannot choose one themselves, or that are to come
 * back where they were. No connection takes it meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  probe.listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    return false;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}
