import type { User } from '../identity/user.js';

/** Who vouches for the users of accounts; their subject is their id. */
export const ACCOUNT_ISSUER = 'parley:account';

/** A user who proves by a password who they are. Their name is theirs, online or not. */
export interface Account {
  readonly user: User;
  /** In the PHC string format: the algorithm, its parameters, the salt and the hash. */
  readonly passwordHash: string;
  /** When they were shut out, in epoch milliseconds; `null`: they may log in. */
  readonly disabledAt: number | null;
}
