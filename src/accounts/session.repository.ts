import type { EndedSessions } from './account.repository.js';

/** What someone got by logging in once: it lives on by tokens that replace one another. */
export interface Session {
  /** UUIDv7. */
  readonly id: string;
  readonly userId: string;
  /** SHA-256 of the half that all refresh tokens of the session have in common. */
  readonly familyHash: string;
  /** SHA-256 of the newest refresh token. */
  readonly refreshHash: string;
  /** When it ends unless it is refreshed. Epoch milliseconds. */
  readonly expiresAt: number;
}

/** A session that has ended, and its place among those that have. */
export interface EndedSession {
  readonly id: string;
  readonly seq: number;
}

/**
 * Port: sessions, and which of them have ended, for all nodes to see.
 *
 * Those that end are numbered in the order in which that is committed: whoever has seen one number has
 * seen, or can read, all lower ones, and finds later ones behind it. They are kept for an hour. Every
 * method is atomic by itself; rejections are faults of the database.
 */
export abstract class SessionRepository {
  /**
   * Begins a session if the account still has this password and is not disabled: else `null`. Of a
   * user's sessions the newest 50 are kept; what is resolved with are those that ended for it.
   */
  abstract begin(session: Session, passwordHash: string, at: number): Promise<EndedSessions | null>;
  /** Has it begun and not ended? */
  abstract isLive(id: string): Promise<boolean>;
  /** The session of a family if it has not ended. */
  abstract findByFamily(familyHash: string): Promise<Session | null>;
  /**
   * Replaces the newest refresh token if it still is `from`: of any number of callers at once, one
   * wins. True if it did.
   */
  abstract rotate(
    id: string,
    from: string,
    next: { readonly refreshHash: string; readonly expiresAt: number },
  ): Promise<boolean>;
  /** Replaces the refresh token and its family whatever they are. False: the session has ended. */
  abstract replace(
    id: string,
    next: Pick<Session, 'familyHash' | 'refreshHash' | 'expiresAt'>,
  ): Promise<boolean>;
  /** Ends one. */
  abstract end(id: string, at: number): Promise<EndedSessions>;
  /** Ends all of a user's. */
  abstract endAll(userId: string, at: number): Promise<EndedSessions>;
  /** The number of the last that ended; 0: none has. */
  abstract lastEnded(): Promise<number>;
  /** Those that ended after a number, in order, at most so many. */
  abstract endedAfter(seq: number, limit: number): Promise<EndedSession[]>;
  /** Forgets what expired, and what ended, before this time. */
  abstract prune(at: number): Promise<void>;
}
