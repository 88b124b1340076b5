import { Injectable, Logger } from '@nestjs/common';
import { ChatException } from '../protocol/index.js';
import { isServerFault, toChatError } from './chat-error.js';
import type { ChatServer, ChatSocket } from './chat-socket.js';
import { ConnectionCaps } from './connection-caps.js';
import { ConnectionsService } from './connections.service.js';
import { ChatMeter } from './metrics/chat.meter.js';

/** Milliseconds that a client which is refused because the server goes is told to wait. */
const RETRY_AFTER_MS = 1_000;

/**
 * Lets a connection in only when it is known who it is. It is Socket.IO middleware and not Nest's
 * `handleConnection`, since there a failure ends the process and messages run before it resolves.
 */
@Injectable()
export class HandshakeGuard {
  private readonly logger = new Logger(HandshakeGuard.name);
  private draining = false;

  constructor(
    private readonly connections: ConnectionsService,
    private readonly meter: ChatMeter,
    private readonly caps: ConnectionCaps,
  ) {}

  /** Guards every connection of a server. */
  protect(server: ChatServer): void {
    this.caps.bind(server);
    server.use((socket, next) => void this.admit(socket, next));
  }

  /** Refuses every new connection with DRAINING. */
  drain(): void {
    this.draining = true;
  }

  private async admit(socket: ChatSocket, next: (refusal?: Error) => void): Promise<void> {
    try {
      if (this.draining) throw new ChatException('DRAINING', { retryAfterMs: RETRY_AFTER_MS });
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
