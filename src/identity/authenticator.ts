import type { User } from './user.js';
import type { Subject } from './user.repository.js';

/** What a connection brings before it is accepted. Everything in it is untrusted. */
export interface Handshake {
  /** The client's `auth` object, as sent. */
  readonly auth: Readonly<Record<string, unknown>>;
  /** The HTTP headers of the request that opened the connection, lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The remote address of the connection. */
  readonly address: string;
  /** The parameters of its URL, as sent. A token in one is refused: URLs end up in logs. */
  readonly query: Readonly<Record<string, string | string[] | undefined>>;
}

/** How long what a handshake proves holds. */
export interface Validity {
  /**
   * When the connection ends, with `TOKEN_EXPIRED`, unless `refresh token` has brought another token
   * by then. Epoch milliseconds; to the second, never early. Absent: never.
   */
  expiresAt?: number;
}

/** What a token of ours, from an earlier connection or a log-in, holds beside who someone is. */
export interface Holding {
  /** Good only while the user is of this kind: a guest's token is none of the account's they made. */
  as?: User['kind'];
  /** The session of the log-in, with which the connection ends. */
  sessionId?: string;
}

/**
 * Who a handshake is.
 * - `registered`: an identity provider vouches; the user is found, or made, by issuer and subject.
 * - `returning`: a token of ours, from an earlier connection.
 * - `guest`: a name only.
 * - `anonymous`: not said yet; the first `join room` names them, if guests are allowed.
 */
export type Principal =
  | ({ kind: 'registered'; username: string } & Subject & Validity)
  | ({ kind: 'returning'; userId: string } & Holding & Validity)
  | { kind: 'guest'; username: string }
  | { kind: 'anonymous' };

/**
 * Port: decides who a handshake is. Runs before the connection is accepted; rejecting with a
 * `ChatException` refuses it with that error as `connect_error`, anything else with `INTERNAL`.
 * May be called for many handshakes at once. A token that comes by `refresh token` on a live connection
 * is asked about in the same way, as the `auth: { token }` of the connection's handshake.
 */
export abstract class Authenticator {
  /** May a connection name itself on its first `join room`? Default false. */
  readonly allowsGuests: boolean = false;

  abstract authenticate(handshake: Handshake): Promise<Principal>;

  /** A token that `authenticate` takes as this user again; by default there is none. */
  tokenFor(_user: User): Promise<string | undefined> {
    return Promise.resolve(undefined);
  }
}
