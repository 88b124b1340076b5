import { errors, jwtVerify, SignJWT } from 'jose';
import { ChatException } from '../protocol/index.js';

const ALGORITHM = 'HS256';
/** Explicit typing (RFC 8725, section 3.11): no other kind of token passes for one of these. */
const TYPE = 'parley-guest+jwt';
const ISSUER = 'parley';
const AUDIENCE = 'parley:guest';
const LIFETIME = '1 year';
/** What HS256 asks of its key (RFC 7518, section 3.2). */
const MIN_SECRET_BYTES = 32;
/** A token of ours is under 300 characters long. */
const MAX_TOKEN_LENGTH = 1_024;

/**
 * Signs and verifies the tokens by which a guest is the same identity again, for one year each. A
 * token proves who its holder is by the user's id, whatever has become of their name.
 */
export class TokenService {
  private readonly key: Uint8Array;

  /**
   * @param secret the signing key, at least 32 bytes of UTF-8; the same on all nodes and after a
   * restart, or tokens stop being valid.
   * @throws RangeError if the secret is shorter.
   */
  constructor(secret: string) {
    this.key = new TextEncoder().encode(secret);
    if (this.key.byteLength < MIN_SECRET_BYTES) {
      throw new RangeError(
        `The token secret has ${this.key.byteLength} bytes; it needs at least ${MIN_SECRET_BYTES}`,
      );
    }
  }

  /** A token for a guest, a JWT of under 300 characters. */
  async issue(userId: string): Promise<string> {
    return new SignJWT()
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(userId)
      .setIssuedAt()
      .setExpirationTime(LIFETIME)
      .sign(this.key);
  }

  /**
   * Whose token is it?
   * @returns the user's id.
   * @throws ChatException `TOKEN_EXPIRED` for a token of ours whose time is over, `UNAUTHORIZED` for
   * everything else that is not one of ours.
   */
  async verify(token: string): Promise<string> {
    if (token.length > MAX_TOKEN_LENGTH) throw new ChatException('UNAUTHORIZED');
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ['iat', 'exp'],
      });
      if (typeof payload.sub !== 'string') throw new errors.JWTInvalid('Its subject is no string');
      return payload.sub;
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw new ChatException('TOKEN_EXPIRED', { cause });
      if (cause instanceof errors.JOSEError) throw new ChatException('UNAUTHORIZED', { cause });
      throw cause;
    }
  }
}
