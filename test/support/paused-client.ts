import type { TestClient } from '../../src/testing/index.js';

/** Stops a client from reading what comes, and so from answering it. */
export function pauseReading({ socket }: TestClient): void {
  const transport: unknown = Reflect.get(socket.io.engine.transport, 'ws');
  const raw: unknown = Reflect.get(Object(transport), '_socket');
  const pause: unknown = Reflect.get(Object(raw), 'pause');
  if (typeof pause !== 'function') throw new Error('The client has no socket to pause');
  Reflect.apply(pause, raw, []);
}
