import { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { compile } from 'proxy-addr';
import { addressKey } from './chat/client-address.js';
import { Tally } from './chat/tally.js';
import type { Settings } from './config/settings.js';

/** How long a client may take for a request's headers, or for Socket.IO's handshake. Milliseconds. */
export const PATIENCE_MS = 5_000;
/** How long it may take for a whole request. Milliseconds. */
const REQUEST_MS = 10_000;
/** How often Node looks for those that are too slow. Milliseconds. */
const LOOK_EVERY_MS = 500;
/** TCP connections for each that Socket.IO may have: browsers open some for the page as well. */
const TCP_PER_CONNECTION = 2;

/**
 * Keeps those who send nothing, or a byte now and then, from holding what others need. It sees TCP
 * connections, which have no `X-Forwarded-For` yet: those of trusted proxies are only counted in all.
 */
export function limitTcp(
  app: INestApplication,
  settings: Pick<Settings, 'MAX_CONNECTIONS' | 'MAX_CONNECTIONS_PER_ADDRESS' | 'TRUSTED_PROXIES'>,
): void {
  const server: unknown = app.getHttpServer();
  if (!(server instanceof Server)) throw new Error('The application has no HTTP server');
  server.headersTimeout = PATIENCE_MS;
  server.requestTimeout = REQUEST_MS;
  Object.assign(server, { connectionsCheckingInterval: LOOK_EVERY_MS });
  server.maxConnections = settings.MAX_CONNECTIONS * TCP_PER_CONNECTION;
  const isProxy = compile([...settings.TRUSTED_PROXIES]);
  const perAddress = new Tally();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (isProxy(address, 0)) return;
    const key = addressKey(address);
    perAddress.add(key);
    socket.once('close', () => perAddress.remove(key));
    const most = settings.MAX_CONNECTIONS_PER_ADDRESS * TCP_PER_CONNECTION;
    if (perAddress.of(key) > most) socket.destroy();
  });
}
