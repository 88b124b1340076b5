import { Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimiter, type Bucket } from '../limits/rate-limiter.js';

/** The most counts that are kept of one name. Beyond it all of them are forgotten. */
const MAX_KEYS = 50_000;

/** Counts in this process. A count is forgotten when its window ends. */
@Injectable()
export class MemoryRateLimiter extends RateLimiter {
  private readonly counters = new Map<string, WindowCounter>();

  override take(bucket: Bucket): Promise<number> {
    return this.counterOf(bucket).take(bucket.key);
  }

  override look(bucket: Bucket): Promise<number> {
    return this.counterOf(bucket).look(bucket.key);
  }

  private counterOf(bucket: Bucket): WindowCounter {
    const known = this.counters.get(bucket.name);
    if (known) return known;
    const counter = new WindowCounter(bucket);
    this.counters.set(bucket.name, counter);
    return counter;
  }
}

/** The counts of one name. */
class WindowCounter {
  private readonly limiter: RateLimiterMemory;
  /** Counts that were begun since it was last known how many are kept. */
  private begun = 0;

  constructor({ points, seconds }: Bucket) {
    this.limiter = new RateLimiterMemory({ points, duration: seconds });
  }

  async take(key: string): Promise<number> {
    try {
      const { isFirstInDuration } = await this.limiter.consume(key);
      if (isFirstInDuration) this.bound();
      return 0;
    } catch (refusal) {
      return msBeforeNext(refusal);
    }
  }

  async look(key: string): Promise<number> {
    const count = await this.limiter.get(key);
    return count && count.consumedPoints >= this.limiter.points ? msBeforeNext(count) : 0;
  }

  /** The library keeps what it is given; whoever has this many addresses needs no second window. */
  private bound(): void {
    if (++this.begun < MAX_KEYS) return;
    const { storage } = this.limiter.dump();
    this.begun = storage.length;
    if (this.begun < MAX_KEYS) return;
    for (const { key } of storage) void this.limiter.delete(key);
    this.begun = 0;
  }
}

/** The library rejects with the count, and with an `Error` only for what is a mistake of ours. */
function msBeforeNext(count: unknown): number {
  if (count instanceof RateLimiterRes) return Math.max(count.msBeforeNext, 1);
  throw count;
}
