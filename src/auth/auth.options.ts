import type { AuthMode } from '../protocol/index.js';

/** What `/auth` is told by who runs it. */
export abstract class AuthOptions {
  abstract readonly mode: AuthMode['mode'];
  abstract readonly guests: boolean;
  /** Lets its owner disable and enable accounts; absent: no one may over HTTP. */
  abstract readonly adminSecret?: string;
}
