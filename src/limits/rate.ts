/** So many in so many seconds, counted from the first. */
export interface Rate {
  readonly points: number;
  readonly seconds: number;
}

/**
 * What is limited.
 * - `connects`: handshakes, those that are refused too.
 * - `joins`: `join room`.
 * - `messages`: `new message` and `new pm`.
 * - `newConversations`: the first private message to someone.
 * - `typing`: `typing`.
 * - `history`: `room history` and the lists.
 * - `failedLogins`: wrong passwords.
 * - `registrations`: new accounts.
 * - `authRequests`: requests to `/auth`, whatever they are.
 */
export type RateName =
  | 'connects'
  | 'joins'
  | 'messages'
  | 'newConversations'
  | 'typing'
  | 'history'
  | 'failedLogins'
  | 'registrations'
  | 'authRequests';

/** Who is counted: a person on all their devices, or everyone behind an address. */
export type RateScope = 'user' | 'address';

/** The rates of everything that is limited. What has no rate in a scope is not counted there. */
export type Rates = Readonly<Record<RateName, Readonly<Partial<Record<RateScope, Rate>>>>>;
