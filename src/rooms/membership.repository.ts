import type { User } from '../identity/user.js';
import type { RoomState } from './room.js';

/** How a change of membership turned out. */
export interface MembershipChange {
  /** False: it already was so. */
  readonly changed: boolean;
  /** Members of the room after it. */
  readonly count: number;
}

/**
 * Port: who belongs to which room, and how far they have read. Membership outlives connections: one
 * joins, goes offline, and is still a member. Each method is one transaction.
 */
export abstract class MembershipRepository {
  /** A new member has read nothing that was there before: their mark starts at the newest `seq`. */
  abstract join(roomId: string, userId: string, at: number): Promise<MembershipChange>;
  abstract leave(roomId: string, userId: string): Promise<MembershipChange>;
  abstract isMember(roomId: string, userId: string): Promise<boolean>;
  /**
   * Members ordered by `nameKey`, but those whose name another identity holds: a name stands for one
   * person on every page.
   * @param after the key that the page starts behind; from the start if absent.
   */
  abstract list(roomId: string, limit: number, after?: string): Promise<User[]>;
  /** The named rooms that a person is a member of, the latest joined first. */
  abstract roomsOf(userId: string, limit: number): Promise<RoomState[]>;
  /** Moves a read mark forward, never back and never past the newest `seq`. */
  abstract markRead(roomId: string, userId: string, seq: number): Promise<void>;
  /**
   * Messages of others behind the read mark, counted up to `limit`; no more than the newest 5,000 of
   * the room are looked at. 0 for who is no member.
   */
  abstract unread(roomId: string, userId: string, limit: number): Promise<number>;
}
