import type { User } from '../identity/user.js';
import type { LogEntry } from './message.repository.js';
import type { RoomState } from './room.js';

/** A private conversation as one of the two sees it. */
export interface ConversationState {
  readonly room: RoomState;
  /** The other of the two. */
  readonly with: User;
  readonly unread: number;
}

/** How far a person has been sent a private conversation. */
export interface DeliveryMark {
  roomId: string;
  userId: string;
  seq: number;
}

/**
 * Port: private conversations, which are rooms of two (`kind: 'direct'`). There is at most one for
 * each pair of identities. Each method is one transaction.
 */
export abstract class ConversationRepository {
  /** The conversation of two people, in any order; `null` if neither has written. */
  abstract find(userId: string, otherId: string): Promise<RoomState | null>;
  /** The same, made with the id `id` if there is none. Of callers at once, one makes it. */
  abstract findOrCreate(
    id: string,
    userId: string,
    otherId: string,
    at: number,
  ): Promise<RoomState>;
  /**
   * Of a person's newest conversations that hold a message, at most `limit`, those with someone whose
   * name no one else holds; the newest first.
   */
  abstract listOf(userId: string, limit: number, unreadLimit: number): Promise<ConversationState[]>;
  /** The people with whom a person has the newest conversations. */
  abstract partnersOf(userId: string, limit: number): Promise<string[]>;
  /**
   * Messages of others to this person behind their delivery marks: by conversation, then by `seq`.
   */
  abstract undelivered(userId: string, limit: number): Promise<LogEntry[]>;
  /** Those of these people for whom `undelivered` finds something. */
  abstract withUndelivered(userIds: readonly string[]): Promise<string[]>;
  /** Moves delivery marks forward, never back, all in one transaction. */
  abstract markDelivered(marks: readonly DeliveryMark[]): Promise<void>;
}
