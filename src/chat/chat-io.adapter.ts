import type { IncomingMessage } from 'node:http';
import type { INestApplicationContext } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import type { Server, ServerOptions } from 'socket.io';
import type { ChatSocket } from './chat-socket.js';
import { ownJsonParser } from './own-json.encoder.js';
import { RequestDispatcher } from './request-dispatcher.js';

/** The longest text, with every character escaped, is 48,000 bytes. */
const MAX_FRAME_BYTES = 65_536;

/** How connections are accepted. */
export interface ChatIoOptions {
  /** `websocket`, `polling` or both. */
  readonly transports: readonly ('websocket' | 'polling')[];
  /**
   * Origins of pages that may connect, besides the server's own. Programs that are no browsers send
   * no origin, and may always.
   */
  readonly allowedOrigins: readonly string[];
  /**
   * The largest frame that is read; a larger one closes the connection. Bytes. Default 65,536, in
   * which everything that the protocol allows fits; a host's other gateways may need more.
   */
  readonly maxFrameBytes?: number;
  /**
   * How long a connection may take for Socket.IO's handshake before it is closed. Milliseconds.
   * Default 45,000, as Socket.IO's own.
   */
  readonly connectTimeoutMs?: number;
  /** How Socket.IO delivers to rooms; its own in-memory adapter if absent. */
  readonly adapter?: ServerOptions['adapter'];
}

/** Socket.IO as the standalone server runs it. A host may use it too, or keep an adapter of its own. */
export class ChatIoAdapter extends IoAdapter {
  private dispatcher: RequestDispatcher | undefined;

  constructor(
    private readonly app: INestApplicationContext,
    private readonly options: ChatIoOptions,
  ) {
    super(app);
  }

  /**
   * Nest subscribes a stream to each event of each socket. Those of chat would never carry anything
   * (`RequestDispatcher` is in front of them) and take 9 kB a connection.
   */
  override bindMessageHandlers(
    socket: ChatSocket,
    handlers: Parameters<IoAdapter['bindMessageHandlers']>[1],
    transform: Parameters<IoAdapter['bindMessageHandlers']>[2],
  ): void {
    const dispatcher = (this.dispatcher ??= this.app.get<RequestDispatcher>(RequestDispatcher, {
      strict: false,
    }));
    const others = handlers.filter(({ message }) => !dispatcher.handles(socket, String(message)));
    if (others.length > 0) super.bindMessageHandlers(socket, others, transform);
  }

  override createIOServer(port: number, options?: ServerOptions): Server {
    const { transports, allowedOrigins, maxFrameBytes, connectTimeoutMs, adapter } = this.options;
    const own: Partial<ServerOptions> = {
      transports: [...transports],
      maxHttpBufferSize: maxFrameBytes ?? MAX_FRAME_BYTES,
      ...(connectTimeoutMs !== undefined && { connectTimeout: connectTimeoutMs }),
      serveClient: false,
      parser: ownJsonParser,
      ...(adapter && { adapter }),
      cors: { origin: [...allowedOrigins] },
      // CORS does not cover WebSocket, so origins are checked here, for both transports.
      allowRequest: (request, decide) => decide(null, admit(request, allowedOrigins)),
    };
    const server: Server = super.createIOServer(port, Object.assign({}, options, own));
    return server;
  }
}

/** Engine.IO says 403 to a page that polls, but 400 to one that opens a WebSocket: that is said here. */
function admit(request: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  const allowed = isAllowed(request, allowedOrigins);
  if (!allowed && request.headers.upgrade !== undefined) {
    request.socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  }
  return allowed;
}

function isAllowed({ headers }: IncomingMessage, allowedOrigins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || allowedOrigins.includes(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
