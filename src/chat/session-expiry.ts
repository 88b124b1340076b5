import { Injectable } from '@nestjs/common';
import { ChatException } from '../protocol/index.js';
import type { ChatSocket } from './chat-socket.js';
import { Deadlines } from './deadlines.js';
import { endSession } from './session-end.js';

/** How long before its end a connection is told, if it has that long. Milliseconds. */
const WARNING_MS = 60_000;

/** When a connection ends. */
interface Expiry {
  readonly socket: ChatSocket;
  readonly expiresAt: number;
}

/**
 * Ends each connection when what it was let in with expires, and warns it before: a minute, or when
 * half of the time that it has left is over.
 */
@Injectable()
export class SessionExpiry {
  private readonly deadlines = new Deadlines<Expiry>((expiry) => this.onDue(expiry));
  private readonly expiries = new Map<ChatSocket, Expiry>();

  /** @param expiresAt epoch milliseconds, in place of any earlier one; absent: never. */
  watch(socket: ChatSocket, expiresAt: number | undefined): void {
    this.forget(socket);
    if (expiresAt === undefined) return;
    const expiry: Expiry = { socket, expiresAt };
    this.expiries.set(socket, expiry);
    const now = Date.now();
    this.deadlines.set(expiry, Math.max(expiresAt - WARNING_MS, (now + expiresAt) / 2));
  }

  forget(socket: ChatSocket): void {
    const expiry = this.expiries.get(socket);
    if (!expiry) return;
    this.expiries.delete(socket);
    this.deadlines.drop(expiry);
  }

  private onDue(expiry: Expiry): void {
    const { socket, expiresAt } = expiry;
    if (expiresAt > Date.now()) {
      socket.emit('token expiring', { expiresAt: new Date(expiresAt).toISOString() });
      this.deadlines.set(expiry, expiresAt);
      return;
    }
    this.expiries.delete(socket);
    endSession(socket, new ChatException('TOKEN_EXPIRED').error);
  }
}
