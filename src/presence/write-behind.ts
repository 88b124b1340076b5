import { Logger } from '@nestjs/common';

/** How long a value may wait before it is written. Milliseconds. */
const FLUSH_AFTER_MS = 200;
/** How many values may wait; one more has them written at once. */
const MAX_WAITING = 1_000;

/**
 * Gathers values that only ever move forward (marks, times) and writes many in one transaction, where
 * a write for each would cost a disk flush for each. What waits is lost with the process, so it is
 * for what may be: a mark that falls back means a repetition, never a loss.
 */
export class WriteBehind<Value> {
  private readonly logger = new Logger(WriteBehind.name);
  private waiting = new Map<string, Value>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  /** @param write stores the values; rejecting loses them, which is logged. */
  constructor(private readonly write: (values: Value[]) => Promise<void>) {}

  /** Values that wait to be written. */
  get size(): number {
    return this.waiting.size;
  }

  /** Has a value written soon, in place of one that still waits under the same key. */
  put(key: string, value: Value): void {
    this.waiting.set(key, value);
    if (this.waiting.size >= MAX_WAITING) void this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), FLUSH_AFTER_MS);
  }

  /** Writes what waits; resolves when it, and what was being written, is done. Never rejects. */
  flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting.size === 0) return this.writing;
    const values = [...this.waiting.values()];
    this.waiting = new Map();
    this.writing = this.writing
      .then(() => this.write(values))
      .catch((fault: unknown) => this.logger.error(fault, `${values.length} values were not kept`));
    return this.writing;
  }
}
