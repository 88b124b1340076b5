import { describe, expect, it } from '@jest/globals';
import { atFixedRate } from '../../bench/generator/pace.js';

describe('atFixedRate', () => {
  it('gives each call the time at which it was due, even after the process was held up', async () => {
    const dues: number[] = [];
    await atFixedRate(20, 1_000, (index, due) => {
      dues.push(due);
      const heldUpUntil = performance.now() + (index === 5 ? 15 : 0);
      while (performance.now() < heldUpUntil);
    });
    const [start = NaN] = dues;
    expect(dues.map((due) => Math.round(due - start))).toEqual(dues.map((_, index) => index));
  });
});
