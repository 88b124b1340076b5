import { describe, expect, it } from '@jest/globals';
import { MemoryRateLimiter } from '../../src/cluster/memory-rate.limiter.js';
import { rateLimiterContract } from './rate-limiter.contract.js';

describe('MemoryRateLimiter', () => {
  const limiter = new MemoryRateLimiter();
  rateLimiterContract(() => limiter);

  it('keeps at most 50,000 counts of a name, though as many addresses come', async () => {
    const connects = { name: 'connects', points: 1, seconds: 60 };
    await limiter.take({ ...connects, key: 'first' });
    expect(await limiter.look({ ...connects, key: 'first' })).toBeGreaterThan(0);
    for (let other = 0; other < 50_000; other++) {
      await limiter.take({ ...connects, key: `address ${other}` });
    }
    expect(await limiter.look({ ...connects, key: 'first' })).toBe(0);
  });
});
