import type { Person } from '../identity/user.js';
import type { PersonStatus } from '../protocol/index.js';

/** Whose devices are told: those of all nodes, of this one, or of all others. */
export type Reach = 'everywhere' | 'here' | 'elsewhere';

/**
 * Port: tells those who share a room or a conversation with someone how they are now. Never rejects:
 * what could not be told is logged, and shows the next time that someone looks.
 */
export abstract class PresenceAudience {
  /** @param at epoch milliseconds. */
  abstract tell(person: Person, status: PersonStatus, at: number, reach: Reach): Promise<void>;
}
