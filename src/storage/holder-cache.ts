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

  async find(nameKey: string): Promise<User | null> {
    const known = this.holders.get(nameKey);
    if (known) return known;
    const before = this.changes;
    const holder = await this.read(nameKey);
    // What was read while something changed may be from before.
    if (holder && before === this.changes) this.remember(nameKey, holder);
    return holder;
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
