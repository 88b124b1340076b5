import type { webcrypto } from 'node:crypto';
import { errors, jwtVerify, SignJWT, type JWTPayload } from 'jose';
import { ChatException } from '../protocol/index.js';

const ALGORITHM = 'HS256';
const ISSUER = 'parley';
/** What HS256 asks of its key (RFC 7518, section 3.2). */
const MIN_SECRET_BYTES = 32;
/** A token of ours is under 500 characters long. */
const MAX_TOKEN_LENGTH = 1_024;

/** What tells one kind of token from every other, even of the same key (RFC 8725, 3.9 and 3.11). */
export interface TokenKind {
  /** The header `typ`. */
  readonly type: string;
  readonly audience: string;
  readonly lifetimeSeconds: number;
}

/** What a token says. */
export interface VerifiedToken {
  readonly subject: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly claims: Readonly<JWTPayload>;
}

/** Signs and verifies tokens of one kind: JWTs of our own. */
export class SignedTokens {
  /** Imported once: for each token that would take longer than signing it. */
  private readonly key: Promise<webcrypto.CryptoKey>;

  /**
   * @param secret the signing key, at least 32 bytes of UTF-8; the same on all nodes and after a
   * restart, or tokens stop being valid.
   * @throws RangeError if the secret is shorter.
   */
  constructor(
    secret: string,
    private readonly kind: TokenKind,
  ) {
    const bytes = new TextEncoder().encode(secret);
    if (bytes.byteLength < MIN_SECRET_BYTES) {
      throw new RangeError(
        `The token secret has ${bytes.byteLength} bytes; it needs at least ${MIN_SECRET_BYTES}`,
      );
    }
    const hmac = { name: 'HMAC', hash: 'SHA-256' };
    this.key = crypto.subtle.importKey('raw', bytes, hmac, false, ['sign', 'verify']);
  }

  async issue(
    subject: string,
    claims: JWTPayload = {},
  ): Promise<{ token: string; expiresAt: number }> {
    const { type, audience, lifetimeSeconds } = this.kind;
    const now = Math.floor(Date.now() / 1_000);
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: ALGORITHM, typ: type })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setSubject(subject)
      .setIssuedAt(now)
      .setExpirationTime(now + lifetimeSeconds)
      .sign(await this.key);
    return { token, expiresAt: (now + lifetimeSeconds) * 1_000 };
  }

  /**
   * @throws ChatException `TOKEN_EXPIRED` for one of these whose time is over, `UNAUTHORIZED` for
   * everything else that is none of these.
   */
  async verify(token: string): Promise<VerifiedToken> {
    if (token.length > MAX_TOKEN_LENGTH) throw new ChatException('UNAUTHORIZED');
    try {
      const { payload } = await jwtVerify(token, await this.key, {
        algorithms: [ALGORITHM],
        typ: this.kind.type,
        issuer: ISSUER,
        audience: this.kind.audience,
        requiredClaims: ['iat', 'exp'],
        currentDate: new Date(Date.now()),
      });
      const { sub, exp } = payload;
      if (typeof sub !== 'string' || exp === undefined) {
        throw new errors.JWTInvalid('It says not whose it is');
      }
      return { subject: sub, expiresAt: exp * 1_000, claims: payload };
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw new ChatException('TOKEN_EXPIRED', { cause });
      if (cause instanceof errors.JOSEError) throw new ChatException('UNAUTHORIZED', { cause });
      throw cause;
    }
  }
}
