import { Injectable } from '@nestjs/common';
import { LocalNameLock } from '../identity/name-lock.js';
import { LimitsService } from '../limits/limits.service.js';
import { ChatException } from '../protocol/index.js';

/** The most attempts under way; those of one name wait for each other. */
const MAX_PENDING = 200;
const RETRY_AFTER_MS = 2_000;

/** Who tries to prove that they are whom. */
export interface Attempt {
  /** What the name is compared by, whether anyone has it or not; absent: it can be no one's. */
  readonly nameKey: string | undefined;
  /** As limits count it. */
  readonly address: string | undefined;
}

/**
 * Keeps passwords from being guessed: wrong ones are counted, for names that no one has as well. The
 * attempts at one name are made one after another, so that of any number at once no more are made than
 * the limit allows.
 */
@Injectable()
export class LogInAttempts {
  private readonly names = new LocalNameLock();
  private pending = 0;

  constructor(private readonly limits: LimitsService) {}

  /**
   * @param check resolves with what was proved, or `null`.
   * @throws ChatException UNAUTHORIZED, the same whatever was wrong; RATE_LIMITED, UNAVAILABLE
   */
  async run<T>({ nameKey, address }: Attempt, check: () => Promise<T | null>): Promise<T> {
    if (this.pending >= MAX_PENDING) {
      throw new ChatException('UNAVAILABLE', { retryAfterMs: RETRY_AFTER_MS });
    }
    this.pending += 1;
    try {
      return await this.names.run(nameKey ?? '', async () => {
        const caller = { user: nameKey, address };
        await this.limits.check('failedLogins', caller);
        const proved = await check();
        if (proved !== null) return proved;
        await this.limits.count('failedLogins', caller);
        throw wrongPassword();
      });
    } finally {
      this.pending -= 1;
    }
  }
}

/** What everyone is told who could not log in. */
export function wrongPassword(): ChatException {
  return new ChatException('UNAUTHORIZED', { message: 'Unknown username or wrong password' });
}
