import { performance } from 'node:perf_hooks';
import type { Rate } from '../limits/rate.js';

/** Beyond so many times its rate a connection is ended: its client does not listen to refusals. */
const PATIENCE = 5;

/** What became of a request: to be handled, to be refused with how long to wait, or the last. */
export type Verdict = 'handle' | 'end' | { retryAfterMs: number };

/**
 * Counts the requests of one connection, those that make no sense too. It is asked of every packet, so
 * it counts by itself: it lives no longer than the connection, and needs no store.
 */
export class RequestBudget {
  private count = 0;
  private windowEnd = 0;

  constructor(private readonly rate: Rate) {}

  take(): Verdict {
    const now = performance.now();
    if (now >= this.windowEnd) {
      this.count = 0;
      this.windowEnd = now + this.rate.seconds * 1_000;
    }
    this.count++;
    if (this.count <= this.rate.points) return 'handle';
    if (this.count > this.rate.points * PATIENCE) return 'end';
    return { retryAfterMs: Math.ceil(this.windowEnd - now) };
  }
}
