import type { NowOrLater } from './now-or-later.js';
import type { User } from './user.js';

/** Who a host's identity provider says someone is (OpenID Connect's `iss` and `sub`). */
export interface Subject {
  /** Who vouches: `guest`, or the name of the identity provider. */
  issuer: string;
  /** Unique and never reassigned within the issuer. */
  subject: string;
}

/** What a user is made from. A guest is its own subject: `{ issuer: 'guest', subject: id }`. */
export type NewUser = User & Subject;

/** When someone was here. */
export interface LastSeen {
  userId: string;
  /** Epoch milliseconds. */
  at: number;
}

/**
 * Port: the people, and who holds which name.
 *
 * A name (`nameKey`) has at most one holder at a time; holding is apart from the user's row, so that
 * a name can pass from one guest to the next while both keep their messages. Every method is atomic
 * by itself, and what it resolves with is committed. Rejections are faults of the database.
 */
export abstract class UserRepository {
  abstract findById(id: string): Promise<User | null>;
  abstract findBySubject(subject: Subject): Promise<User | null>;
  /** The holder of a name, online or not; at once where that is remembered. */
  abstract findHolder(nameKey: string): NowOrLater<User | null>;
  /**
   * Stores a user without giving them their name. If there is one of the same subject already, that
   * one is left as it is: of any number of callers at once, one makes it, and all get the same.
   */
  abstract create(user: NewUser): Promise<User>;
  /**
   * Gives a name to a user if `expectedHolderId` (`null`: no one) still holds it: compare and swap,
   * so that of any number of callers at once, on any number of nodes, one wins. True if it did.
   * The user must have been created. An earlier holder's memberships of named rooms end with it, so
   * that no room lists a name twice; their private conversations stay theirs.
   */
  abstract claimName(
    nameKey: string,
    userId: string,
    expectedHolderId: string | null,
  ): Promise<boolean>;
  /** Gives a registered user another name. Its key must have been claimed for them before. */
  abstract rename(userId: string, username: string, nameKey: string): Promise<void>;
  /** Moves `lastSeenAt` of these people forward, never back, all in one transaction. */
  abstract touchAll(seen: readonly LastSeen[]): Promise<void>;
}
