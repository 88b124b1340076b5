/**
 * Someone the server knows. An identity, not a name: when a guest's name passes on to someone else,
 * that is another `User` with the same `username`.
 */
export interface User {
  /** UUIDv7, made here. */
  readonly id: string;
  /** As written by its owner, in NFC. */
  readonly username: string;
  /** What usernames are compared by: `usernameKey(username)`. */
  readonly nameKey: string;
  /** A guest's name is free when its holder is offline; a registered one never is. */
  readonly kind: 'guest' | 'registered';
  /** When their last device went away, or their newest one came. Epoch milliseconds. */
  readonly lastSeenAt: number;
}

/** Of a user, what it takes to speak of them. */
export type Person = Pick<User, 'id' | 'username'>;
