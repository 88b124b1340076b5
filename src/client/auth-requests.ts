import { ChatException, type AuthMode, type SignedIn } from '../protocol/index.js';
import { toException, UNKNOWN_ANSWER } from './errors.js';
import { isAuthMode, isChatError, isSignedIn } from './wire-shape.js';

/**
 * Asks how a server knows people.
 * @throws ChatException UNAVAILABLE: it does not answer.
 */
export async function authMode(url: string): Promise<AuthMode> {
  const answer = await ask(url, 'mode');
  if (isAuthMode(answer)) return answer;
  throw toException(UNKNOWN_ANSWER);
}

/** A request that signs someone in. @throws ChatException as `ask` does. */
export async function signIn(
  url: string,
  path: string,
  body: object,
  bearer?: string,
): Promise<SignedIn> {
  const answer = await ask(url, path, body, bearer);
  if (isSignedIn(answer)) return answer;
  throw toException(UNKNOWN_ANSWER);
}

/**
 * Asks something of a server's `/auth`: by POST if there is a body.
 * @throws ChatException what the server answered; UNAVAILABLE: it does not.
 */
export async function ask(
  url: string,
  path: string,
  body?: object,
  bearer?: string,
): Promise<unknown> {
  const answer = await answerOf(`${url}/auth/${path}`, {
    // A page that is closed meanwhile still logs out.
    keepalive: true,
    headers: {
      'Content-Type': 'application/json',
      ...(bearer !== undefined && { Authorization: `Bearer ${bearer}` }),
    },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  const error: unknown =
    typeof answer === 'object' && answer !== null && 'error' in answer ? answer.error : undefined;
  if (isChatError(error)) throw toException(error);
  return answer;
}

/** Beyond it a server counts as one that does not answer. Milliseconds. */
const PATIENCE_MS = 10_000;

async function answerOf(url: string, request: RequestInit): Promise<unknown> {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(PATIENCE_MS) });
    const text = await response.text();
    const answer: unknown = text === '' ? {} : JSON.parse(text);
    return answer;
  } catch (cause) {
    throw new ChatException('UNAVAILABLE', { message: 'The server does not answer', cause });
  }
}
