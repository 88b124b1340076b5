import type { SignedIn } from '../protocol/index.js';
import { storageKey } from './names.js';
import { forgiving, memoryStorage } from './storage.js';
import type { ClientStorage } from './types.js';

/** What someone has who has logged in. */
export interface LogIn extends Pick<SignedIn, 'username' | 'accessToken' | 'refreshToken'> {
  /** When the tokens came, in epoch milliseconds of this machine. */
  readonly receivedAt: number;
}

/** The log-in of a user in a storage, which other programs may share. */
export class KeptLogIn {
  readonly #storage: Required<ClientStorage>;
  readonly #key: string;

  constructor({ url, storage }: { url: string; storage?: ClientStorage }, username: string) {
    this.#storage = forgiving(storage ?? memoryStorage());
    this.#key = storageKey(url, username, 'account');
  }

  /** @returns `undefined`: there is none, or what is there is not one. */
  async read(): Promise<LogIn | undefined> {
    try {
      const kept: unknown = JSON.parse((await this.#storage.get(this.#key)) ?? 'null');
      return isLogIn(kept) ? kept : undefined;
    } catch {
      // Not ours, or cut short: whoever it was logs in again.
      return undefined;
    }
  }

  async write({ username, accessToken, refreshToken }: SignedIn): Promise<LogIn> {
    const logIn = { username, accessToken, refreshToken, receivedAt: Date.now() };
    await this.#storage.set(this.#key, JSON.stringify(logIn));
    return logIn;
  }

  async forget(): Promise<void> {
    await this.#storage.delete(this.#key);
  }

  /** Runs a task while no other program changes it. */
  lock<T>(task: () => Promise<T>): Promise<T> {
    return this.#storage.lock(this.#key, task);
  }
}

function isLogIn(value: unknown): value is LogIn {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Partial<Record<string, unknown>> = { ...value };
  return (
    ['username', 'accessToken', 'refreshToken'].every((name) => typeof fields[name] === 'string') &&
    typeof fields['receivedAt'] === 'number'
  );
}
