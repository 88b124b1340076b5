import type { IncomingMessage } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SocketIoServer } from '../../test/support/socket-io-server.js';
import { letRequestsGo } from './released-requests.js';

/** Far more than one request takes to be found. */
const MOST_COLLECTIONS = 50;

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('V8 does not let its garbage be collected');
  return () => void Reflect.apply(collect, undefined, []);
}

describe('letRequestsGo', () => {
  let server: SocketIoServer;

  beforeEach(async () => {
    server = await SocketIoServer.start({});
  });
  afterEach(() => server.close());

  it.each(['websocket', 'polling'] as const)('leaves a connection by %s as it is', async (kind) => {
    letRequestsGo(server.io);
    const { client, socket } = await server.connect({ transports: [kind], upgrade: false });
    expect(socket.request).toBeUndefined();
    socket.on('ping me', (answer: (text: string) => void) => answer('pong'));
    expect(await client.emitWithAck('ping me')).toBe('pong');
  });

  it('leaves no request of a WebSocket in memory', async () => {
    const collect = garbageCollector();
    const requests: WeakRef<IncomingMessage>[] = [];
    server.io.engine.use((request: IncomingMessage, _response: object, next: () => void) => {
      requests.push(new WeakRef(request));
      next();
    });
    letRequestsGo(server.io);
    const { client } = await server.connect();
    expect(requests).toHaveLength(1);
    for (let i = 0; i < MOST_COLLECTIONS && requests[0]?.deref(); i++) {
      await nextTurn();
      collect();
    }
    expect(requests[0]?.deref()).toBeUndefined();
    expect(client.connected).toBe(true);
  });
});
