import { ChatException, type ChatError } from '../../../src/client/index.js';
import type { AuthMode, SignedIn } from '../../../src/protocol/index.js';
import { CHAT_URL } from '../config.js';

/** So long the page waits to hear how people are known. */
const MODE_TIMEOUT_MS = 3_000;
/** A server without this interface knows guests only. */
const GUESTS_ONLY: AuthMode = { mode: 'guest', guests: true };
const MODES: readonly unknown[] = ['guest', 'jwt', 'accounts'] satisfies AuthMode['mode'][];

/** How the server knows people; as if it had no accounts where it does not say. */
export async function fetchAuthMode(): Promise<AuthMode> {
  try {
    const response = await fetch(addressOf('mode'), {
      signal: AbortSignal.timeout(MODE_TIMEOUT_MS),
    });
    const answer: unknown = await response.json();
    return isAuthMode(answer) ? answer : GUESTS_ONLY;
  } catch {
    return GUESTS_ONLY;
  }
}

/** @throws ChatException what the server said, or `UNAVAILABLE` if it said nothing. */
export function logIn(username: string, password: string): Promise<SignedIn> {
  return signIn('login', { username, password });
}

/**
 * @param guestToken of the guest who becomes the account, with all that is theirs.
 * @throws ChatException as above.
 */
export function register(
  username: string,
  password: string,
  guestToken?: string,
): Promise<SignedIn> {
  return signIn('register', { username, password }, guestToken);
}

/** @throws ChatException as above. */
export function refresh(refreshToken: string): Promise<SignedIn> {
  return signIn('refresh', { refreshToken });
}

/** Ends the session on the server; goes on when the page is closed meanwhile. */
export async function logOut(refreshToken: string): Promise<void> {
  await post('logout', { refreshToken });
}

async function signIn(what: string, body: object, bearer?: string): Promise<SignedIn> {
  const answer = await readJson(await post(what, body, bearer));
  if (isSignedIn(answer)) return answer;
  throw new ChatException('UNAVAILABLE');
}

async function post(what: string, body: object, bearer?: string): Promise<Response> {
  const response = await fetch(addressOf(what), {
    method: 'POST',
    keepalive: true,
    headers: {
      'Content-Type': 'application/json',
      ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
    },
    body: JSON.stringify(body),
  }).catch(() => undefined);
  if (!response) throw new ChatException('UNAVAILABLE');
  if (response.ok) return response;
  const failure = await readJson(response);
  const error = isObject(failure) ? failure['error'] : undefined;
  if (isChatError(error)) throw new ChatException(error.code, error);
  throw new ChatException('UNAVAILABLE');
}

function addressOf(what: string): string {
  return new URL(`/auth/${what}`, CHAT_URL).href;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isAuthMode(value: unknown): value is AuthMode {
  return isObject(value) && MODES.includes(value['mode']) && typeof value['guests'] === 'boolean';
}

function isSignedIn(value: unknown): value is SignedIn {
  return (
    isObject(value) &&
    ['username', 'accessToken', 'refreshToken'].every((field) => typeof value[field] === 'string')
  );
}

function isChatError(value: unknown): value is ChatError {
  return isObject(value) && typeof value['code'] === 'string';
}
