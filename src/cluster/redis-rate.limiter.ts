import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { RateLimiter, type Bucket } from '../limits/rate-limiter.js';
import { MemoryRateLimiter } from './memory-rate.limiter.js';
import { PointShares } from './point-shares.js';
import type { RedisConnection } from './redis.connection.js';

/** How long a caller waits for Redis before this node counts by itself. Milliseconds. */
const PATIENCE_MS = 500;
/** For how long Redis then is not asked. Milliseconds. */
const LEAVE_ALONE_MS = 1_000;
/** A node takes a tenth of a window's points at a time. */
const SHARES = 10;

/**
 * Counts for all nodes in Redis. A node takes points from there by the tenth and gives them out by
 * itself: asking for each one would cost a message two round trips and thirty times the CPU. So no
 * more than there are is ever given out, but up to a tenth of a window's points may be left over on
 * each node where others could have used them. A refusal is remembered: floods do not reach Redis.
 *
 * While Redis is away, or slow, a node counts by itself, anew.
 */
export class RedisRateLimiter extends RateLimiter {
  private readonly counters = new Map<string, RateLimiterRedis>();
  private readonly alone = new MemoryRateLimiter();
  private readonly shares = new PointShares();
  private readonly asking = new Map<string, Promise<boolean>>();
  private awayUntil = 0;

  constructor(
    private readonly connection: RedisConnection,
    private readonly prefix: string,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    super();
  }

  override async take(bucket: Bucket): Promise<number> {
    const id = idOf(bucket);
    for (;;) {
      const wait = this.shares.take(id);
      if (wait !== undefined) return wait;
      const wasAnswered = await (this.asking.get(id) ?? this.ask(id, bucket));
      if (!wasAnswered) return this.alone.take(bucket);
    }
  }

  override async look(bucket: Bucket): Promise<number> {
    const known = this.shares.look(idOf(bucket));
    if (known !== undefined) return known;
    const answer = await this.inTime(() => this.counterOf(bucket).get(bucket.key));
    if (answer === undefined) return this.alone.look(bucket);
    const isUsedUp = answer !== null && answer.consumedPoints >= bucket.points;
    return isUsedUp ? Math.max(answer.msBeforeNext, 1) : 0;
  }

  /** Has this node's share renewed, once for all who wait for it. @returns whether Redis answered. */
  private ask(id: string, bucket: Bucket): Promise<boolean> {
    const asking = this.renew(id, bucket).finally(() => this.asking.delete(id));
    this.asking.set(id, asking);
    return asking;
  }

  private async renew(id: string, bucket: Bucket): Promise<boolean> {
    const size = Math.max(1, Math.floor(bucket.points / SHARES));
    const answer = await this.inTime(() => consume(this.counterOf(bucket), bucket.key, size));
    if (answer === undefined) return false;
    const before = answer.consumedPoints - size;
    const granted = Math.min(Math.max(bucket.points - before, 0), size);
    this.shares.grant(id, granted, Math.max(answer.msBeforeNext, 1));
    return true;
  }

  private counterOf({ name, points, seconds }: Bucket): RateLimiterRedis {
    const known = this.counters.get(name);
    if (known) return known;
    const counter = new RateLimiterRedis({
      storeClient: this.connection.commands,
      keyPrefix: `${this.prefix}:rate:${name}`,
      points,
      duration: seconds,
    });
    this.counters.set(name, counter);
    return counter;
  }

  /** What Redis answers, or `undefined` if it does not in time or was away a moment ago. */
  private async inTime<T>(question: () => Promise<T>): Promise<T | undefined> {
    if (performance.now() < this.awayUntil) return undefined;
    let patience: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const giveUp = () => reject(new Error('Redis did not answer in time'));
      // A turn later, in case it was this process that had no time to listen.
      patience = setTimeout(() => setImmediate(giveUp), this.patienceMs);
    });
    try {
      return await Promise.race([question(), late]);
    } catch {
      this.awayUntil = performance.now() + LEAVE_ALONE_MS;
      return undefined;
    } finally {
      clearTimeout(patience);
    }
  }
}

function idOf({ name, key }: Bucket): string {
  return `${name}:${key}`;
}

/** Rejects when it cannot be known; that points are used up is an answer. */
async function consume(
  counter: RateLimiterRedis,
  key: string,
  points: number,
): Promise<RateLimiterRes> {
  try {
    return await counter.consume(key, points);
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return refusal;
    throw refusal;
  }
}
