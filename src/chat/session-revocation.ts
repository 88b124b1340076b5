import { Injectable } from '@nestjs/common';
import { SessionWatch } from '../accounts/session-watch.js';
import { SessionsService } from '../accounts/sessions.service.js';
import type { Principal } from '../identity/authenticator.js';
import { ChatException } from '../protocol/index.js';
import type { ChatSocket, Session } from './chat-socket.js';
import { endSession } from './session-end.js';

/** Ends connections when the sessions of accounts end that they were let in with. */
@Injectable()
export class SessionRevocation {
  constructor(
    private readonly sessions: SessionsService,
    private readonly ends: SessionWatch,
  ) {}

  /**
   * From now on the connection ends with what it was let in with, in place of anything earlier.
   * @throws ChatException UNAUTHORIZED: that has ended.
   */
  async watch(socket: ChatSocket, session: Session, principal: Principal): Promise<void> {
    if (principal.kind !== 'returning') return;
    const { userId, sessionId } = principal;
    // In this order: what ends after it was looked at is told to those who watch.
    const unwatch = this.ends.watch(sessionId ?? userId, () => end(socket, session));
    try {
      if (sessionId !== undefined) await this.sessions.requireLive(sessionId);
    } catch (fault) {
      unwatch();
      throw fault;
    }
    replaceWatch(session, unwatch);
  }

  /** A guest who is new ends, as a guest, when they make an account. */
  watchGuest(socket: ChatSocket, session: Session, userId: string): void {
    replaceWatch(
      session,
      this.ends.watch(userId, () => end(socket, session)),
    );
  }
}

function replaceWatch(session: Session, unwatch: () => void): void {
  session.unwatch?.();
  session.unwatch = unwatch;
  if (session.closed) unwatch();
}

/** Before it is open, it cannot be told: then `endIfRevoked` does it. */
function end(socket: ChatSocket, session: Session): void {
  session.revoked = true;
  if (session.opened) endIfRevoked(socket, session);
}

/** Ends a connection whose session has ended on the way. */
export function endIfRevoked(socket: ChatSocket, session: Session): void {
  if (session.revoked) endSession(socket, sessionEnded().error);
}

function sessionEnded(): ChatException {
  return new ChatException('UNAUTHORIZED', { message: 'The session has ended, log in again' });
}
