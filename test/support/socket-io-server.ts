import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { Socket as TcpSocket } from 'node:net';
import { Server, type ServerOptions, type Socket } from 'socket.io';
import { io, type ManagerOptions, type Socket as ClientSocket } from 'socket.io-client';

/** A client, what it received so far, and the server's side of it. */
export interface Peer {
  readonly client: ClientSocket;
  readonly socket: Socket;
  /** Events with their arguments, as they came. */
  readonly received: unknown[][];
  /** Resolves when an event of that name has come, at once if it has. */
  readonly seen: (event: string) => Promise<void>;
}

/** The TCP socket below a WebSocket connection. */
export function tcpSocketOf({ conn }: Socket): TcpSocket {
  const webSocket: unknown = Reflect.get(conn.transport, 'socket');
  const tcp: unknown =
    typeof webSocket === 'object' && webSocket !== null && Reflect.get(webSocket, '_socket');
  if (tcp instanceof TcpSocket) return tcp;
  throw new Error('The connection is no WebSocket');
}

/** A bare Socket.IO server on a free port, for what is below chat. */
export class SocketIoServer {
  private readonly clients: ClientSocket[] = [];

  private constructor(
    private readonly http: HttpServer,
    readonly io: Server,
    readonly port: number,
  ) {}

  static async start(options: Partial<ServerOptions>): Promise<SocketIoServer> {
    const http = createServer();
    const server = new Server(http, options);
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const address = http.address();
    if (address === null || typeof address === 'string') throw new Error('there is no port');
    return new SocketIoServer(http, server, address.port);
  }

  /** Connects a client, by WebSocket unless the options say otherwise. */
  async connect(options: Partial<ManagerOptions> = {}, namespace = '/'): Promise<Peer> {
    const name = `peer-${this.clients.length}`;
    const accepted = new Promise<Socket>((resolve) => {
      const accept = (socket: Socket): void => {
        if (socket.handshake.auth['name'] !== name) return;
        this.io.of(namespace).off('connection', accept);
        resolve(socket);
      };
      this.io.of(namespace).on('connection', accept);
    });
    const client = io(`http://127.0.0.1:${this.port}${namespace}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { name },
      ...options,
    });
    this.clients.push(client);
    const received: unknown[][] = [];
    client.onAny((...event: unknown[]) => received.push(event));
    const seen = (event: string): Promise<void> =>
      new Promise((resolve) => {
        if (received.some(([name]) => name === event)) resolve();
        else client.once(event, () => resolve());
      });
    const connected = new Promise<void>((resolve) => client.once('connect', resolve));
    const [socket] = await Promise.all([accepted, connected]);
    return { client, socket, received, seen };
  }

  async close(): Promise<void> {
    for (const client of this.clients) client.disconnect();
    await this.io.close();
    if (this.http.listening) await once(this.http, 'close');
  }
}
