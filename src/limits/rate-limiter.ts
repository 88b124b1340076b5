import type { Rate } from './rate.js';

/** What is counted for whom. Counts of different names, or of different keys, are independent. */
export interface Bucket extends Rate {
  readonly name: string;
  readonly key: string;
}

/**
 * Port: counts in fixed windows, each begun by the first point that is taken from a full bucket. Of
 * callers at once, no more than `points` succeed in a window. Never rejects: a store that is away
 * is stood in for, and counts then may start anew. Counts outlive connections; how many are kept is
 * bounded.
 */
export abstract class RateLimiter {
  /**
   * Takes one point.
   * @returns 0 when there was one; otherwise the milliseconds until there will be.
   */
  abstract take(bucket: Bucket): Promise<number>;
  /** The same without taking: would there be one? */
  abstract look(bucket: Bucket): Promise<number>;
}
