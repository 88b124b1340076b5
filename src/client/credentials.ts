import { ChatException, type ChatError, type HandshakeAuth } from '../protocol/index.js';
import { nameKey, storageKey } from './names.js';
import type { ChatClientOptions, ClientStorage } from './types.js';

/** Who the client says it is, and how that changes with what the server answers. */
export class Credentials {
  #username: string | undefined;
  #token: string | undefined;
  readonly #getToken: ((stale?: string) => string | Promise<string>) | undefined;
  readonly #storage: ClientStorage;
  readonly #url: string;
  /** The token was kept from an earlier run, so it may have outlived the server that signed it. */
  #kept = false;
  #renewed = false;
  /** The server says that it has expired. */
  #stale: string | undefined;

  constructor(options: ChatClientOptions, storage: ClientStorage) {
    const { url, username, token, getToken } = options;
    if (username === undefined && token === undefined && getToken === undefined) {
      throw new ChatException('VALIDATION_FAILED', {
        message: 'A client needs a username, a token or getToken',
      });
    }
    this.#url = url;
    this.#username = username;
    this.#token = token;
    this.#getToken = getToken;
    this.#storage = storage;
  }

  get username(): string | undefined {
    return this.#username;
  }

  get token(): string | undefined {
    return this.#token;
  }

  /** Can an expired token be replaced? */
  get renewable(): boolean {
    return this.#getToken !== undefined;
  }

  /** Is this name one's own? `undefined` while one's own name is not known. */
  isMe(username: string): boolean | undefined {
    return this.#username === undefined ? undefined : nameKey(this.#username) === nameKey(username);
  }

  /** Under what this user's data are stored: never another user's. */
  storageKey(what: 'outbox' | 'token'): string | undefined {
    if (this.#username === undefined) return undefined;
    return storageKey(this.#url, this.#username, what);
  }

  /** What to present on the next connection. */
  async auth(): Promise<HandshakeAuth> {
    if (this.#getToken) {
      this.#token = await this.#getToken(this.#stale);
    } else if (this.#token === undefined) {
      const key = this.storageKey('token');
      this.#token = (key !== undefined && (await this.#storage.get(key))) || undefined;
      this.#kept = this.#token !== undefined;
    }
    if (this.#token !== undefined) return { token: this.#token };
    return this.#username === undefined ? {} : { username: this.#username };
  }

  /** Another token for the live connection; `undefined` if there is none to be had. */
  async fresh(): Promise<string | undefined> {
    try {
      return await this.#getToken?.(this.#token);
    } catch {
      return undefined;
    }
  }

  /** The server took a fresh one. */
  refreshed(token: string): void {
    this.#token = token;
  }

  /** The server accepted them. */
  accepted(): void {
    this.#kept = false;
    this.#renewed = false;
    this.#stale = undefined;
  }

  /** What the server says one is called, and the token that is the same guest again. */
  async learn(username: string, token?: string): Promise<void> {
    this.#username = username;
    if (token === undefined || token === this.#token) return;
    this.#token = token;
    const key = this.storageKey('token');
    if (key !== undefined) await this.#storage.set(key, token);
  }

  /** The server says that the token has expired: the next connection needs another. */
  expired(): void {
    this.#stale = this.#token;
  }

  /** The server refused them: is there something else to present? */
  async replace({ code }: ChatError): Promise<boolean> {
    if (code === 'TOKEN_EXPIRED' && this.renewable && !this.#renewed) {
      this.#renewed = true;
      this.expired();
      return true;
    }
    if ((code === 'TOKEN_EXPIRED' || code === 'UNAUTHORIZED') && this.#kept) {
      const key = this.storageKey('token');
      if (key !== undefined) await this.#storage.delete(key);
      this.#token = undefined;
      this.#kept = false;
      return true;
    }
    return false;
  }
}
