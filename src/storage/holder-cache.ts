import type { NowOrLater } from '../identity/now-or-later.js';
import type { User } from '../identity/user.js';

/** The most holders that are remembered; beyond it the one read first is forgotten. */
const MAX_REMEMBERED = 10_000;

/**
 * Who holds which name, remembered, for each private message asks. Only for a database that no one
 * else writes to: whatever is changed has to go through `changing`.
 */
export class HolderCache {
  private readonly holders = new Map<string, User>();
  private changes = 0;

  constructor(private readonly read: (nameKey: string) => Promise<User | null>) {}

  /** At once if it is remembered. */
  find(nameKey: string): NowOrLater<User | null> {
    return this.holders.get(nameKey) ?? this.readAnew(nameKey);
  }

  /** A method that changes users or names, after which all are read anew. */
  changing<Args extends readonly unknown[], T>(write: (...args: Args) => Promise<T>) {
    return async (...args: Args): Promise<T> => {
      this.forget();
      try {
        return await write(...args);
      } finally {
        this.forget();
      }
    };
  }

  private async readAnew(nameKey: string): Promise<User | null> {
    const before = this.changes;
    const holder = await this.read(nameKey);
    // What was read while something changed may be from before.
    if (holder && before === this.changes) this.remember(nameKey, holder);
    return holder;
  }

  private remember(nameKey: string, holder: User): void {
    this.holders.set(nameKey, holder);
    if (this.holders.size <= MAX_REMEMBERED) return;
    for (const oldest of this.holders.keys()) {
      this.holders.delete(oldest);
      break;
    }
  }

  private forget(): void {
    this.changes += 1;
    if (this.holders.size > 0) this.holders.clear();
  }
}
