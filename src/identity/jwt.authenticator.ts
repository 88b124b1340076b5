import { errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';
import { ChatException } from '../protocol/index.js';
import { Authenticator, type Handshake, type Principal } from './authenticator.js';
import { bearerToken } from './bearer-token.js';
import { jwtKeys, type JwtKeys } from './jwt.keys.js';
import type { JwtOptions } from './jwt.options.js';
import { parseUsername } from './username.js';

/** Looked at before anything else is. Tokens with many groups in them are large. */
const MAX_TOKEN_LENGTH = 8_192;
/** A subject has at most 255 characters (OpenID Connect Core, section 2). */
const MAX_SUBJECT_LENGTH = 255;
/** How far the provider's clock may be ahead: of `nbf`, never of `exp`. Seconds. */
const CLOCK_TOLERANCE_S = 5;
const DEFAULT_USERNAME_CLAIM = 'preferred_username';

/**
 * People with tokens of an identity provider: JWTs, whose `iss` and `sub` are who someone is, for
 * good. The connection ends when the token does.
 */
export class JwtAuthenticator extends Authenticator {
  private readonly keys: JwtKeys;
  private readonly checks: JWTVerifyOptions;
  private readonly usernameClaim: string;

  constructor(options: JwtOptions) {
    super();
    this.keys = jwtKeys(options);
    this.usernameClaim = options.usernameClaim ?? DEFAULT_USERNAME_CLAIM;
    this.checks = {
      algorithms: [...this.keys.algorithms],
      issuer: options.issuer,
      audience: options.audience,
      requiredClaims: ['sub', 'exp'],
      clockTolerance: CLOCK_TOLERANCE_S,
      ...(options.type !== undefined && { typ: options.type }),
    };
  }

  override async authenticate(handshake: Handshake): Promise<Principal> {
    const token = bearerToken(handshake);
    if (token === undefined) {
      throw new ChatException('UNAUTHORIZED', { message: 'A token is needed' });
    }
    const { iss = '', sub = '', exp = 0, ...claims } = await this.verify(token);
    const expiresAt = exp * 1_000;
    if (expiresAt <= Date.now()) throw new ChatException('TOKEN_EXPIRED');
    if (sub === '' || sub.length > MAX_SUBJECT_LENGTH) throw new ChatException('UNAUTHORIZED');
    const username = this.usernameOf(claims);
    return { kind: 'registered', issuer: iss, subject: sub, username, expiresAt };
  }

  private async verify(token: string): Promise<JWTPayload> {
    if (token.length > MAX_TOKEN_LENGTH) throw new ChatException('UNAUTHORIZED');
    try {
      const { payload } = await jwtVerify(token, this.keys.find, this.checks);
      return payload;
    } catch (cause) {
      if (cause instanceof errors.JWTExpired) throw new ChatException('TOKEN_EXPIRED', { cause });
      if (cause instanceof errors.JOSEError) throw new ChatException('UNAUTHORIZED', { cause });
      throw cause;
    }
  }

  private usernameOf(claims: Readonly<Record<string, unknown>>): string {
    const name = Object.hasOwn(claims, this.usernameClaim) ? claims[this.usernameClaim] : undefined;
    try {
      if (typeof name === 'string') return parseUsername(name).username;
    } catch (fault) {
      if (!(fault instanceof ChatException)) throw fault;
    }
    throw new ChatException('UNAUTHORIZED', {
      message: `The token has no claim ${this.usernameClaim} that is a username`,
    });
  }
}
