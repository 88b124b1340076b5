import { ChatException } from '../../../src/client/index.js';
import type { SignedIn } from '../../../src/protocol/index.js';
import { forgetStored, readStored, watchStored, writeStored } from '../storage/local-store.js';
import { logOut, refresh } from './auth-api.js';
import { oneAtATime } from './one-at-a-time.js';

/** Whose account this device is logged in to. All tabs share it. */
type Tokens = Pick<SignedIn, 'username' | 'accessToken' | 'refreshToken'>;

const KEY = 'account';

function read(): Tokens | undefined {
  try {
    const stored: unknown = JSON.parse(readStored(KEY) ?? 'null');
    return isTokens(stored) ? stored : undefined;
  } catch {
    // Not ours, or cut short: whoever it was logs in again.
    return undefined;
  }
}

function isTokens(value: unknown): value is Tokens {
  if (typeof value !== 'object' || value === null) return false;
  const fields: Partial<Record<string, unknown>> = { ...value };
  return ['username', 'accessToken', 'refreshToken'].every(
    (field) => typeof fields[field] === 'string',
  );
}

/** Whose account this device is logged in to, if it is. */
export function accountName(): string | undefined {
  return read()?.username;
}

/** Calls `listener` when another tab logs in or out. */
export function watchAccount(listener: () => void): void {
  watchStored(KEY, listener);
}

/** Remembers on this device who has logged in. */
export function keepAccount({ username, accessToken, refreshToken }: SignedIn): void {
  writeStored(KEY, JSON.stringify({ username, accessToken, refreshToken }));
}

/** The session has ended: its tokens are good for nothing. */
export function forgetAccount(): void {
  forgetStored((key) => key === KEY);
}

/** Ends the session here and, as far as it can be reached, on the server. */
export function leaveAccount(): void {
  const tokens = read();
  forgetAccount();
  // Out of reach, it ends by itself when it has not been refreshed for long enough.
  if (tokens) void logOut(tokens.refreshToken).catch(() => {});
}

/**
 * The access token for a connection: another one than `stale`. A refresh token is good for once, so
 * one tab refreshes and the others take what it got.
 * @throws ChatException `UNAUTHORIZED` if the session has ended; `UNAVAILABLE`.
 */
export async function accessToken(stale?: string): Promise<string> {
  const tokens = required();
  if (tokens.accessToken !== stale) return tokens.accessToken;
  return oneAtATime(KEY, async () => {
    const newest = required();
    if (newest.accessToken !== stale) return newest.accessToken;
    const fresh = await refresh(newest.refreshToken);
    keepAccount(fresh);
    return fresh.accessToken;
  });
}

function required(): Tokens {
  const tokens = read();
  if (!tokens) throw new ChatException('UNAUTHORIZED');
  return tokens;
}
