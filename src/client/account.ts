import { ChatException, type SignedIn } from '../protocol/index.js';
import { ask, signIn } from './auth-requests.js';
import { KeptLogIn, type LogIn } from './kept-log-in.js';
import { storageKey } from './names.js';
import { forgiving, memoryStorage } from './storage.js';
import type { ClientStorage } from './types.js';

/** An access token lasts 15 minutes; the server warns a minute before. */
const FRESH_MS = 810_000;

/** Which server, and where a log-in is kept for the next run. */
export interface AccountOptions {
  /** The server's address: `http://localhost:8000`. */
  url: string;
  /**
   * Keeps what the next run goes on with. Default: memory. Programs that run at the same time may
   * share one that has a `lock`, as tabs do `webStorage()`.
   */
  storage?: ClientStorage;
}

/** A name and its password. */
export interface PasswordLogIn {
  username: string;
  password: string;
}

/**
 * Someone who has logged in to an account. Its `token` is a `ChatClient`'s `getToken`:
 * `new ChatClient({ url, getToken: (stale) => account.token(stale) })`.
 */
export class Account {
  #logIn: LogIn;
  #refreshing: Promise<void> | undefined;
  readonly #url: string;
  readonly #kept: KeptLogIn;

  private constructor(options: AccountOptions, kept: KeptLogIn, logIn: LogIn) {
    this.#url = options.url;
    this.#kept = kept;
    this.#logIn = logIn;
  }

  /**
   * Makes an account.
   * @param guestToken of the guest (`chat.token`) who becomes the account, and keeps all that is theirs.
   *   The guest's client ends. Default: the one that the storage has for the name.
   * @throws ChatException VALIDATION_FAILED, USERNAME_TAKEN, UNAUTHORIZED (the guest's token),
   *   RATE_LIMITED, UNAVAILABLE
   */
  static async register(
    options: AccountOptions,
    logIn: PasswordLogIn,
    guestToken?: string,
  ): Promise<Account> {
    const register = (token?: string) => Account.#begin(options, 'register', logIn, token);
    if (guestToken !== undefined) return register(guestToken);
    const storage = forgiving(options.storage ?? memoryStorage());
    const key = storageKey(options.url, logIn.username, 'token');
    const token = (await storage.get(key)) ?? undefined;
    // One that was kept too long is no reason not to register.
    const account = await register(token).catch((fault: unknown) => {
      if (token === undefined || !isRefusal(fault)) throw fault;
      return register();
    });
    await storage.delete(key);
    return account;
  }

  /** @throws ChatException UNAUTHORIZED, RATE_LIMITED, UNAVAILABLE */
  static logIn(options: AccountOptions, logIn: PasswordLogIn): Promise<Account> {
    return Account.#begin(options, 'login', logIn);
  }

  /**
   * The log-in that is kept in the storage, without asking the server whether it has ended: `token`
   * tells.
   * @returns `undefined`: there is none.
   */
  static async kept(options: AccountOptions, username: string): Promise<Account | undefined> {
    const kept = new KeptLogIn(options, username);
    const logIn = await kept.read();
    return logIn && new Account(options, kept, logIn);
  }

  /**
   * Goes on with the log-in that is kept in the storage.
   * @returns `undefined`: there is none, or it has ended.
   * @throws ChatException RATE_LIMITED, UNAVAILABLE
   */
  static async resume(options: AccountOptions, username: string): Promise<Account | undefined> {
    const account = await Account.kept(options, username);
    try {
      await account?.token(account.#logIn.accessToken);
      return account;
    } catch (fault) {
      if (!isRefusal(fault)) throw fault;
      return undefined;
    }
  }

  static async #begin(
    options: AccountOptions,
    path: string,
    body: PasswordLogIn,
    bearer?: string,
  ): Promise<Account> {
    const signedIn = await signIn(options.url, path, body, bearer);
    const kept = new KeptLogIn(options, signedIn.username);
    return new Account(options, kept, await kept.write(signedIn));
  }

  get username(): string {
    return this.#logIn.username;
  }

  /**
   * An access token that is good for a while.
   * @param stale one that is not: another is needed.
   * @throws ChatException UNAUTHORIZED: the session has ended; RATE_LIMITED, UNAVAILABLE
   */
  async token(stale?: string): Promise<string> {
    if (this.#isStale(stale)) {
      // A refresh token is good for once, so that all who ask wait for the same.
      this.#refreshing ??= this.#kept
        .lock(() => this.#refresh(stale))
        .finally(() => (this.#refreshing = undefined));
      await this.#refreshing;
    }
    return this.#logIn.accessToken;
  }

  /** Ends this session, whether the server can be reached or not. */
  async logOut(): Promise<void> {
    const { refreshToken } = (await this.#kept.read()) ?? this.#logIn;
    await this.#kept.forget();
    await ask(this.#url, 'logout', { refreshToken });
  }

  /**
   * Ends all sessions of the account, on every device.
   * @throws ChatException UNAUTHORIZED, RATE_LIMITED, UNAVAILABLE
   */
  async logOutEverywhere(): Promise<void> {
    await ask(this.#url, 'logout-everywhere', {}, await this.token());
    await this.#kept.forget();
  }

  /**
   * Ends all other sessions of the account.
   * @throws ChatException UNAUTHORIZED: the current password is wrong; VALIDATION_FAILED, RATE_LIMITED,
   *   UNAVAILABLE
   */
  async changePassword(currentPassword: string, newPassword: string): Promise<void> {
    const token = await this.token();
    const body = { currentPassword, newPassword };
    // It gives other tokens, too: whoever refreshed meanwhile would have some that are good no more.
    await this.#kept.lock(async () => this.#take(await signIn(this.#url, 'password', body, token)));
  }

  #isStale(stale: string | undefined): boolean {
    const { accessToken, receivedAt } = this.#logIn;
    return accessToken === stale || Date.now() - receivedAt >= FRESH_MS;
  }

  async #refresh(stale: string | undefined): Promise<void> {
    // Another program may have been first.
    this.#logIn = (await this.#kept.read()) ?? this.#logIn;
    if (!this.#isStale(stale)) return;
    const { refreshToken } = this.#logIn;
    try {
      await this.#take(await signIn(this.#url, 'refresh', { refreshToken }));
    } catch (fault) {
      if (isRefusal(fault)) await this.#kept.forget();
      throw fault;
    }
  }

  async #take(signedIn: SignedIn): Promise<void> {
    this.#logIn = await this.#kept.write(signedIn);
  }
}

/** Is a token not good any more? */
function isRefusal(fault: unknown): boolean {
  return (
    fault instanceof ChatException &&
    (fault.code === 'UNAUTHORIZED' || fault.code === 'TOKEN_EXPIRED')
  );
}
