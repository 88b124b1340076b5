import { describe, expect, it } from '@jest/globals';
import { fuzz } from './fuzzer.js';

const INPUTS = 5_000;
/** What `settle` finds to differ by itself: code that was compiled since, names that are remembered. */
const MAX_GROWTH_BYTES = 12_000_000;

describe(`row 4: ${INPUTS} inputs that no one expects`, () => {
  it('leave the server as it was, each with one coded answer', async () => {
    const seed = Math.trunc(Math.random() * 2 ** 31);
    const { tried, faults, heapGrowth } = await fuzz({ seed, inputs: INPUTS });
    expect({ seed, tried, faults }).toEqual({ seed, tried: INPUTS, faults: [] });
    expect({ seed, heapGrowth }).toEqual({ seed, heapGrowth: expect.any(Number) });
    expect(heapGrowth).toBeLessThan(MAX_GROWTH_BYTES);
  });
});
