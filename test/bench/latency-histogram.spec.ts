import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { LatencyHistogram } from '../../bench/generator/latency.histogram.js';

/** Buckets are 1/64 of their value wide, and at least a microsecond. */
const PRECISION = 1 / 64;

describe('LatencyHistogram', () => {
  it('finds each percentile of any values within its precision, never below', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 0x7fffffff }), { minLength: 1 }),
        fc.constantFrom(0.5, 0.99, 0.999, 1),
        (micros, share) => {
          const histogram = new LatencyHistogram();
          for (const value of micros) histogram.record(value);
          const sorted = micros.toSorted((a, b) => a - b);
          const exact = sorted[Math.max(1, Math.ceil(micros.length * share)) - 1] ?? NaN;
          const found = histogram.percentile(share) * 1000;
          expect(found).toBeGreaterThanOrEqual(exact - 0.5);
          expect(found).toBeLessThanOrEqual(exact * (1 + PRECISION) + 0.5);
        },
      ),
    );
  });

  it('says 0 when nothing was recorded, and again after a reset', () => {
    const histogram = new LatencyHistogram();
    expect(histogram.summary()).toEqual({ p50: 0, p99: 0, p999: 0, max: 0 });
    histogram.record(5_000);
    expect(histogram.summary().max).toBeCloseTo(5, 0);
    histogram.reset();
    expect(histogram.summary()).toEqual({ p50: 0, p99: 0, p999: 0, max: 0 });
  });

  it('keeps what does not fit in the last bucket', () => {
    const histogram = new LatencyHistogram();
    histogram.record(1e12);
    expect(histogram.summary().max).toBeGreaterThan(2_000_000);
  });
});
