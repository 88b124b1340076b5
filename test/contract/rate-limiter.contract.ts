import { expect, it } from '@jest/globals';
import type { Bucket, RateLimiter } from '../../src/limits/rate-limiter.js';

/** No test outlasts it, however slow the machine. */
const WINDOW_SECONDS = 3_600;

/** What every `RateLimiter` does. */
export function rateLimiterContract(limiter: () => RateLimiter): void {
  let used = 0;
  const bucket = (changes: Partial<Bucket> = {}): Bucket => ({
    name: `messages-${++used}`,
    key: 'alice',
    points: 3,
    seconds: WINDOW_SECONDS,
    ...changes,
  });

  async function takeAll(from: Bucket): Promise<void> {
    for (let taken = 0; taken < from.points; taken++) expect(await limiter().take(from)).toBe(0);
  }

  it('lets through as many as there are points, and then says how long to wait', async () => {
    const messages = bucket();
    const begun = performance.now();
    await takeAll(messages);
    const wait = await limiter().take(messages);
    expect(wait).toBeLessThanOrEqual(WINDOW_SECONDS * 1_000);
    // What has passed of the window since, and a second that clocks may differ by.
    const passed = performance.now() - begun + 1_000;
    expect(wait).toBeGreaterThan(WINDOW_SECONDS * 1_000 - passed);
  });

  it('lets no more through to many at once', async () => {
    const messages = bucket({ points: 10 });
    const waits = await Promise.all(Array.from({ length: 50 }, () => limiter().take(messages)));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
  });

  it('counts keys and names apart', async () => {
    const messages = bucket();
    await takeAll(messages);
    expect(await limiter().take({ ...messages, key: 'bob' })).toBe(0);
    expect(await limiter().take(bucket())).toBe(0);
  });

  it('looks without taking', async () => {
    const messages = bucket({ points: 1 });
    expect(await limiter().look(messages)).toBe(0);
    expect(await limiter().look(messages)).toBe(0);
    await takeAll(messages);
    expect(await limiter().look(messages)).toBeGreaterThan(0);
  });

  it('begins anew when the window has ended', async () => {
    const messages = bucket({ points: 1, seconds: 1 });
    let wait = 0;
    // On a slow machine the window may end between two of these.
    while (wait === 0) wait = await limiter().take(messages);
    await new Promise((resolve) => setTimeout(resolve, wait + 20));
    expect(await limiter().look(messages)).toBe(0);
    expect(await limiter().take(messages)).toBe(0);
  });
}
