import type { User } from '../identity/user.js';
import type { Account } from './account.js';

/** The sessions that a change has ended, by their ids. */
export type EndedSessions = readonly string[];

/** What an account is made from. */
export interface NewAccount {
  readonly user: User;
  readonly passwordHash: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Another password for an account. */
export interface PasswordChange {
  readonly userId: string;
  /** The hash that the old password was checked against: it must still be the one that is kept. */
  readonly from: string;
  readonly to: string;
  /** The session that goes on; all others end. */
  readonly keptSessionId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * Port: accounts. Every method is atomic by itself, what it resolves with is committed, and sessions
 * that it ends are ended in the same transaction. Rejections are faults of the database.
 */
export abstract class AccountRepository {
  /**
   * Stores a user and their account and gives them their name, if `expectedHolderId` (`null`: no one)
   * still holds it. All of it or nothing: false if someone else was first.
   */
  abstract register(account: NewAccount, expectedHolderId: string | null): Promise<boolean>;
  /**
   * Makes an account of a guest who holds their name; what they wrote and what they are in stays
   * theirs. What they are connected with as a guest counts as a session that has the user's own id,
   * which ends.
   * `null`: they are no guest any more, or have lost their name.
   */
  abstract adopt(guest: NewAccount): Promise<EndedSessions | null>;
  /** The account of who holds a name. As much work whether there is one or not. */
  abstract findByName(nameKey: string): Promise<Account | null>;
  abstract findByUser(userId: string): Promise<Account | null>;
  /** `null`: the account has another password by now, or is disabled. */
  abstract changePassword(change: PasswordChange): Promise<EndedSessions | null>;
  /** Shuts an account out, and ends all of its sessions. `null`: there is none. */
  abstract disable(userId: string, at: number): Promise<EndedSessions | null>;
  /** Lets it in again. False: there is none. */
  abstract enable(userId: string): Promise<boolean>;
}
