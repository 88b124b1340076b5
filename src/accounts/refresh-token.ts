import { createHash, randomBytes } from 'node:crypto';

/** 128 and 256 bits in base64url. */
const FAMILY_LENGTH = 22;
const TOKEN_PATTERN = /^[\w-]{65}$/;

/**
 * An opaque token in two random halves: one that all tokens of a session have, so that an older one
 * is known for what it is, and one that each has for itself. Only hashes of them are ever stored.
 */
export class RefreshToken {
  readonly familyHash: string;
  readonly hash: string;

  private constructor(readonly text: string) {
    this.familyHash = sha256(text.slice(0, FAMILY_LENGTH));
    this.hash = sha256(text);
  }

  /** The first of a session. */
  static create(): RefreshToken {
    return new RefreshToken(random(16) + random(32));
  }

  /** @returns `undefined`: it is none of ours. */
  static parse(text: string): RefreshToken | undefined {
    return TOKEN_PATTERN.test(text) ? new RefreshToken(text) : undefined;
  }

  /** Another one of the same session. */
  next(): RefreshToken {
    return new RefreshToken(this.text.slice(0, FAMILY_LENGTH) + random(32));
  }
}

function random(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
