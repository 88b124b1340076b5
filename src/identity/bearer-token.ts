import { ChatException } from '../protocol/index.js';
import type { Handshake } from './authenticator.js';

/** What a token is called where it must not be. */
const QUERY_PARAMETERS = ['token', 'access_token', 'auth', 'authorization'];
const BEARER = /^Bearer +(\S+) *$/i;

/**
 * The token that a client sent as `auth.token`.
 * @throws ChatException VALIDATION_FAILED (it is no string), UNAUTHORIZED (it is in the URL)
 */
export function authToken({ auth, query }: Handshake): string | undefined {
  if (QUERY_PARAMETERS.some((parameter) => query[parameter] !== undefined)) {
    throw new ChatException('UNAUTHORIZED', {
      message: 'A token belongs in auth.token, not in the URL, which others keep in their logs',
    });
  }
  return optionalText(auth, 'token');
}

/**
 * The same, or else the one of `Authorization: Bearer`, for clients that are no browsers.
 * @throws ChatException VALIDATION_FAILED, UNAUTHORIZED
 */
export function bearerToken(handshake: Handshake): string | undefined {
  const { authorization } = handshake.headers;
  const header = typeof authorization === 'string' ? BEARER.exec(authorization)?.[1] : undefined;
  return authToken(handshake) ?? header;
}

/**
 * A field of `auth` that is a string if it is there.
 * @throws ChatException VALIDATION_FAILED
 */
export function optionalText(
  auth: Handshake['auth'],
  field: 'token' | 'username',
): string | undefined {
  const value = auth[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new ChatException('VALIDATION_FAILED', {
    fields: { [field]: [`${field} must be a string`] },
  });
}
