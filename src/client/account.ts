import { ChatException, type SignedIn } from '../protocol/index.js';
import { ask, signIn } from './auth-requests.js';
import { storageKey } from './names.js';
import { forgiving, memoryStorage } from './storage.js';
import type { ClientStorage } from './types.js';

/** An access token lasts 15 minutes; the server warns a minute before. */
const FRESH_MS = 810_000;

const KEPT = 'refresh-token';

/** Which server, and where a log-in is kept for the next run. */
export interface AccountOptions {
  /** The server's address: `http://localhost:8000`. */
  url: string;
  /** Keeps what the next run goes on with. Default: memory. One program at a time may use it. */
  storage?: ClientStorage;
}

/** A name and its password. */
export interface PasswordLogIn {
  username: string;
  password: string;
}

/**
 * Someone who has logged in to an account. Its `token` is a `ChatClient`'s `getToken`:
 * `new ChatClient({ url, getToken: () => account.token() })`.
 */
export class Account {
  #tokens: SignedIn;
  #receivedAt = Date.now();
  #refreshing: Promise<void> | undefined;
  readonly #url: string;
  readonly #storage: ClientStorage;

  private constructor({ url, storage = memoryStorage() }: AccountOptions, tokens: SignedIn) {
    this.#url = url;
    this.#storage = forgiving(storage);
    this.#tokens = tokens;
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
    const register = (token?: string) => Account.#signIn(options, 'register', logIn, token);
    if (guestToken !== undefined) return register(guestToken);
    const storage = forgiving(options.storage ?? memoryStorage());
    const key = storageKey(options.url, logIn.username, 'token');
    const kept = (await storage.get(key)) ?? undefined;
    // One that was kept too long is no reason not to register.
    const account = await register(kept).catch((fault: unknown) => {
      if (kept === undefined || !isRefusal(fault)) throw fault;
      return register();
    });
    await storage.delete(key);
    return account;
  }

  /** @throws ChatException UNAUTHORIZED, RATE_LIMITED, UNAVAILABLE */
  static logIn(options: AccountOptions, logIn: PasswordLogIn): Promise<Account> {
    return Account.#signIn(options, 'login', logIn);
  }

  /**
   * Goes on with the log-in that is kept in the storage.
   * @returns `undefined`: there is none, or it has ended.
   * @throws ChatException RATE_LIMITED, UNAVAILABLE
   */
  static async resume(options: AccountOptions, username: string): Promise<Account | undefined> {
    const storage = forgiving(options.storage ?? memoryStorage());
    const key = storageKey(options.url, username, KEPT);
    const refreshToken = await storage.get(key);
    if (typeof refreshToken !== 'string') return undefined;
    try {
      return await Account.#signIn(options, 'refresh', { refreshToken });
    } catch (fault) {
      if (!isRefusal(fault)) throw fault;
      await storage.delete(key);
      return undefined;
    }
  }

  static async #signIn(
    options: AccountOptions,
    path: string,
    body: object,
    bearer?: string,
  ): Promise<Account> {
    const account = new Account(options, await signIn(options.url, path, body, bearer));
    await account.#keep();
    return account;
  }

  get username(): string {
    return this.#tokens.username;
  }

  /**
   * An access token that is good for a while.
   * @throws ChatException UNAUTHORIZED: the session has ended; RATE_LIMITED, UNAVAILABLE
   */
  async token(): Promise<string> {
    if (Date.now() - this.#receivedAt >= FRESH_MS) {
      // A refresh token is good for once, so that all who ask wait for the same.
      this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
      await this.#refreshing;
    }
    return this.#tokens.accessToken;
  }

  /** Ends this session, whether the server can be reached or not. */
  async logOut(): Promise<void> {
    await this.#storage.delete(storageKey(this.#url, this.username, KEPT));
    const { refreshToken } = this.#tokens;
    await ask(this.#url, 'logout', { refreshToken });
  }

  /** Ends all sessions of the account, on every device. */
  async logOutEverywhere(): Promise<void> {
    await ask(this.#url, 'logout-everywhere', {}, await this.token());
    await this.#storage.delete(storageKey(this.#url, this.username, KEPT));
  }

  /**
   * Ends all other sessions of the account.
   * @throws ChatException UNAUTHORIZED: the current password is wrong; VALIDATION_FAILED, RATE_LIMITED,
   *   UNAVAILABLE
   */
  async changePassword(currentPassword: string, newPassword: string): Promise<void> {
    const body = { currentPassword, newPassword };
    await this.#take(await signIn(this.#url, 'password', body, await this.token()));
  }

  async #refresh(): Promise<void> {
    const { refreshToken } = this.#tokens;
    await this.#take(await signIn(this.#url, 'refresh', { refreshToken }));
  }

  #take(tokens: SignedIn): Promise<void> {
    this.#tokens = tokens;
    this.#receivedAt = Date.now();
    return this.#keep();
  }

  async #keep(): Promise<void> {
    const { username, refreshToken } = this.#tokens;
    await this.#storage.set(storageKey(this.#url, username, KEPT), refreshToken);
  }
}

/** Is a token not good any more? */
function isRefusal(fault: unknown): boolean {
  return (
    fault instanceof ChatException &&
    (fault.code === 'UNAUTHORIZED' || fault.code === 'TOKEN_EXPIRED')
  );
}
