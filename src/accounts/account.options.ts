/** Token of the `AccountOptions`; `false`: there are no accounts. */
export const ACCOUNT_OPTIONS = Symbol('AccountOptions');

/** How accounts work. */
export interface AccountOptions {
  /** Signs access tokens and guests' tokens: at least 32 bytes, the same on every node. */
  tokenSecret: string;
  /** May people come without an account too, under a name that no account has? Default false. */
  guests?: boolean;
}
