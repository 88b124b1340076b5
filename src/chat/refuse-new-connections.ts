import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'socket.io';

/** What a WebSocket's handshake is answered, for which Engine.IO has no response to write to. */
const UNAVAILABLE = [
  'HTTP/1.1 503 Service Unavailable',
  'Retry-After: 1',
  'Connection: close',
  'Content-Length: 0',
  '\r\n',
].join('\r\n');

type Middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

interface Engine {
  use(middleware: Middleware): void;
}

/**
 * From now on new connections are answered 503, by which a balancer knows to ask another node, and
 * those that there are go on. Engine.IO's own refusals are 400 and 403: a balancer hands them on.
 */
export function refuseNewConnections(server: Pick<Server, 'engine'>): void {
  const engine: unknown = server.engine;
  if (!isEngine(engine)) return;
  const refuse: Middleware = (request, response, next) => {
    if (isOfConnection(request)) next();
    else if (request.headers.upgrade !== undefined) request.socket.end(UNAVAILABLE);
    else response.writeHead(503, { 'Retry-After': '1', Connection: 'close' }).end();
  };
  engine.use(refuse);
}

/** Long-polling, and the upgrade from it, name the connection that they belong to. */
function isOfConnection({ url = '' }: IncomingMessage): boolean {
  return new URL(url, 'http://server').searchParams.has('sid');
}

function isEngine(value: unknown): value is Engine {
  return typeof value === 'object' && value !== null && 'use' in value;
}
