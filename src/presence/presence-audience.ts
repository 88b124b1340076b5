import type { User } from '../identity/user.js';
import type { PersonStatus } from '../protocol/index.js';

/**
 * Port: tells those who share a room or a conversation with someone how they are now. Never rejects:
 * what could not be told is logged, and shows the next time that someone looks.
 */
export abstract class PresenceAudience {
  /** @param at epoch milliseconds. */
  abstract tell(user: User, status: PersonStatus, at: number): Promise<void>;
}
