import { Injectable } from '@nestjs/common';
import { ChatException } from '../protocol/index.js';

/** What OWASP's Password Storage Cheat Sheet asks of argon2id: 19 MiB, two passes, one lane. */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** The hash of nothing, with the same parameters, so that checking it takes as long. */
const NO_HASH = `$argon2id$v=19$m=19456,p=1,t=2$${'A'.repeat(22)}$${'A'.repeat(43)}`;

/**
 * Hashes at once. Each takes 19 MiB, and a thread of Node's pool of four, which also looks up names
 * and reads files: half of them stay free.
 */
const CONCURRENT = 2;
const MAX_WAITING = 50;
/** What who is one too many is told to wait. Milliseconds. */
const RETRY_AFTER_MS = 2_000;

/** Hashes passwords and checks them, a few at a time however many come. */
@Injectable()
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  /** @throws ChatException UNAVAILABLE: too many wait. */
  hash(password: string): Promise<string> {
    return this.inTurn(async ({ hash, argon2id }) =>
      hash(password, { ...PARAMETERS, type: argon2id }),
    );
  }

  /**
   * Is it the password of a hash? It takes the same time for none at all (`null`).
   * @throws ChatException UNAVAILABLE: too many wait.
   */
  verify(hash: string | null, password: string): Promise<boolean> {
    return this.inTurn(async ({ verify }) => {
      const matches = await verify(hash ?? NO_HASH, password);
      return matches && hash !== null;
    });
  }

  private async inTurn<T>(task: (argon2: typeof import('argon2')) => Promise<T>): Promise<T> {
    await this.takeTurn();
    try {
      // Native code, which a server without accounts does not load.
      return await task(await import('argon2'));
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  private async takeTurn(): Promise<void> {
    if (this.running < CONCURRENT) {
      this.running += 1;
      return;
    }
    if (this.waiting.length >= MAX_WAITING) {
      throw new ChatException('UNAVAILABLE', { retryAfterMs: RETRY_AFTER_MS });
    }
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }
}
