import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import { ChatException } from '../protocol/index.js';
import type { JwtOptions } from './jwt.options.js';

/** A key, or how to find it, with the only algorithms that are ever tried with it. */
export interface JwtKeys {
  readonly algorithms: readonly string[];
  readonly find: JWTVerifyGetKey;
}

/** What an algorithm asks of a shared secret, in bytes (RFC 7518, section 3.2). */
const SECRET_BYTES = { HS256: 32, HS384: 48, HS512: 64 };
const PUBLIC_KEY_ALGORITHMS =
  'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');
const FETCH_MS = 5_000;
const COOLDOWN_MS = 30_000;
const MAX_AGE_MS = 600_000;
/** As long as this nothing is asked of a provider that did not answer. Milliseconds. */
const RETRY_AFTER_MS = 1_000;

/**
 * The keys that options name. The algorithms follow from their kind and not from the token: neither
 * `none` nor a public key taken for a shared secret (key confusion) is ever tried.
 */
export function jwtKeys({ secret, jwksUrl }: JwtOptions): JwtKeys {
  if (secret !== undefined) return secretKey(secret);
  if (jwksUrl !== undefined) return { algorithms: PUBLIC_KEY_ALGORITHMS, find: remote(jwksUrl) };
  throw new RangeError('Tokens need a secret or the URL of a key set');
}

function secretKey(secret: string): JwtKeys {
  const key = new TextEncoder().encode(secret);
  const algorithms = Object.entries(SECRET_BYTES)
    .filter(([, least]) => key.byteLength >= least)
    .map(([algorithm]) => algorithm);
  return { algorithms, find: () => key };
}

/**
 * Keys of a provider, kept and read anew as `JwtOptions` says. One that is out of reach is asked once
 * a second and no more, however many tokens come.
 */
function remote(url: string): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(url), {
    timeoutDuration: FETCH_MS,
    cooldownDuration: COOLDOWN_MS,
    cacheMaxAge: MAX_AGE_MS,
  });
  let failure: { cause: unknown; until: number } | undefined;
  return async (header, token) => {
    if (failure && !keys.fresh && Date.now() < failure.until) throw unavailable(failure.cause);
    try {
      return await keys(header, token);
    } catch (cause) {
      if (isOfToken(cause)) throw cause;
      failure = { cause, until: Date.now() + RETRY_AFTER_MS };
      throw unavailable(cause);
    }
  };
}

/** Is it the token's fault that it has no key, and not the provider's? */
function isOfToken(fault: unknown): boolean {
  return (
    fault instanceof errors.JWKSNoMatchingKey ||
    fault instanceof errors.JWKSMultipleMatchingKeys ||
    fault instanceof errors.JOSENotSupported
  );
}

function unavailable(cause: unknown): ChatException {
  return new ChatException('UNAVAILABLE', {
    message: 'Tokens cannot be checked right now',
    retryAfterMs: RETRY_AFTER_MS,
    cause,
  });
}
