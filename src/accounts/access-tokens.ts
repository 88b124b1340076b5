import { decodeProtectedHeader } from 'jose';
import { ChatException } from '../protocol/index.js';
import { SignedTokens } from '../identity/signed-tokens.js';

const TYPE = 'parley-access+jwt';
const LIFETIME_S = 900;
/** Looked at before anything else is. */
const MAX_TOKEN_LENGTH = 1_024;

/** Who came, and by which log-in. */
export interface Bearer {
  readonly userId: string;
  readonly sessionId: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Access tokens: for a quarter of an hour they are whoever logged in. */
export class AccessTokens {
  private readonly tokens: SignedTokens;

  /** @throws RangeError if the secret has less than 32 bytes. */
  constructor(secret: string) {
    this.tokens = new SignedTokens(secret, {
      type: TYPE,
      audience: 'parley:access',
      lifetimeSeconds: LIFETIME_S,
    });
  }

  issue(userId: string, sessionId: string): Promise<{ token: string; expiresAt: number }> {
    return this.tokens.issue(userId, { sid: sessionId });
  }

  /** Does it say that it is one? Nothing is verified. */
  isOne(token: string): boolean {
    if (token.length > MAX_TOKEN_LENGTH) return false;
    try {
      return decodeProtectedHeader(token).typ === TYPE;
    } catch {
      return false;
    }
  }

  /** @throws ChatException TOKEN_EXPIRED, UNAUTHORIZED */
  async verify(token: string): Promise<Bearer> {
    const { subject, expiresAt, claims } = await this.tokens.verify(token);
    const { sid } = claims;
    if (typeof sid !== 'string') throw new ChatException('UNAUTHORIZED');
    return { userId: subject, sessionId: sid, expiresAt };
  }
}
