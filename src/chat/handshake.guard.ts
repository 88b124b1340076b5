import { Injectable, Logger } from '@nestjs/common';
import { isServerFault, toChatError } from './chat-error.js';
import type { ChatServer, ChatSocket } from './chat-socket.js';
import { ConnectionCaps } from './connection-caps.js';
import { ConnectionsService } from './connections.service.js';
import { ChatMeter } from './metrics/chat.meter.js';
import { refuseNewConnections } from './refuse-new-connections.js';

/**
 * Lets a connection in only when it is known who it is. It is Socket.IO middleware and not Nest's
 * `handleConnection`, since there a failure ends the process and messages run before it resolves.
 */
@Injectable()
export class HandshakeGuard {
  private readonly logger = new Logger(HandshakeGuard.name);
  private server: ChatServer | undefined;
  private draining = false;

  constructor(
    private readonly connections: ConnectionsService,
    private readonly meter: ChatMeter,
    private readonly caps: ConnectionCaps,
  ) {}

  /** Guards every connection of a server. */
  protect(server: ChatServer): void {
    this.caps.bind(server);
    this.server = server;
    server.use((socket, next) => void this.admit(socket, next));
  }

  /** Sends every new connection elsewhere: its client, or the balancer before it, tries again. */
  drain(): void {
    this.draining = true;
    if (this.server) refuseNewConnections(this.server);
  }

  private async admit(socket: ChatSocket, next: (refusal?: Error) => void): Promise<void> {
    // To be refused by Socket.IO is final for its clients; to lose the connection is not.
    if (this.draining) return socket.conn.close();
    try {
      await this.connections.authenticate(socket);
    } catch (fault) {
      if (isServerFault(fault)) this.logger.error(fault, 'A handshake failed');
      const refusal = toChatError(fault);
      this.meter.connectionRefused(refusal.code);
      // Socket.IO sends an error's `message` and `data` as `connect_error`.
      next(Object.assign(new Error(refusal.message), { data: refusal }));
      return;
    }
    next();
  }
}
