import { Injectable } from '@nestjs/common';
import type { ChatServer } from './chat-socket.js';

/** How long a peer has to answer the closing handshake. Milliseconds. */
const CLOSING_MS = 1_000;

interface RawSocket {
  once(event: 'close', listener: () => void): void;
  terminate(): void;
}

/**
 * Closes every connection, those of peers that don't answer too. Only the connections: a client that
 * is told that its Socket.IO socket is over does not come back by itself, one that lost it does.
 */
@Injectable()
export class SocketCloser {
  private server: ChatServer | undefined;

  /** The server whose connections it closes. */
  bind(server: ChatServer): void {
    this.server = server;
  }

  async closeAll(): Promise<void> {
    if (!this.server) return;
    const connections = [...this.server.sockets.sockets.values()].map(({ conn }) => conn);
    const raw = connections.flatMap((conn) => {
      const socket: unknown = Reflect.get(conn.transport, 'socket');
      return isRawSocket(socket) ? [socket] : [];
    });
    const closed = raw.map(
      (socket) => new Promise<void>((resolve) => socket.once('close', resolve)),
    );
    for (const connection of connections) connection.close();
    const impatience = setTimeout(() => raw.forEach((socket) => socket.terminate()), CLOSING_MS);
    // One that had closed before it was listened to never says so again.
    const enough = new Promise<void>((resolve) => setTimeout(resolve, 2 * CLOSING_MS).unref());
    await Promise.race([Promise.all(closed), enough]);
    clearTimeout(impatience);
  }
}

function isRawSocket(value: unknown): value is RawSocket {
  return typeof value === 'object' && value !== null && 'terminate' in value;
}
