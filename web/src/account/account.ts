import { webStorage, type AccountOptions } from '../../../src/client/index.js';
import { CHAT_URL } from '../config.js';
import { readStored, watchStored, writeStored } from '../storage/local-store.js';

/** Under which the name of the account is stored. Its tokens are kept by the client. */
const KEY = 'account';

/** Where accounts are, and where log-ins are kept: all tabs share them. */
export const ACCOUNTS: AccountOptions = { url: CHAT_URL, storage: webStorage() };

/** Whose account this device is logged in to, if it is. */
export function accountName(): string | undefined {
  return readStored(KEY);
}

/** Remembers on this device who has logged in. */
export function rememberAccount(username: string): void {
  writeStored(KEY, username);
}

/** The session has ended. */
export function forgetAccount(): void {
  writeStored(KEY, '');
}

/** Calls `listener` when another tab logs in or out. */
export function watchAccount(listener: () => void): void {
  watchStored(KEY, listener);
}
