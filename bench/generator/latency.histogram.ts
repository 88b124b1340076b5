/** Percentiles of latency, in milliseconds. */
export interface LatencySummary {
  p50: number;
  p99: number;
  p999: number;
  max: number;
}

/** Buckets in each power of two: values are kept within 1/64, about 1.6 %. */
const PRECISION_BITS = 6;
const BUCKETS = (32 - PRECISION_BITS) * 2 ** PRECISION_BITS + 2 ** PRECISION_BITS;

/**
 * Counts microseconds in buckets whose width grows with the value, after the idea of Gil Tene's
 * HdrHistogram. Recording is a few instructions and never allocates.
 */
export class LatencyHistogram {
  private readonly counts = new Uint32Array(BUCKETS);
  private total = 0;

  /** @param micros 0 or more; a clock that went back counts as 0. */
  record(micros: number): void {
    const bucket = bucketOf(micros);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
    this.total += 1;
  }

  reset(): void {
    this.counts.fill(0);
    this.total = 0;
  }

  summary(): LatencySummary {
    return {
      p50: this.percentile(0.5),
      p99: this.percentile(0.99),
      p999: this.percentile(0.999),
      max: this.percentile(1),
    };
  }

  /** The value that this share of the recorded ones does not exceed, in ms; 0 if there are none. */
  percentile(share: number): number {
    const wanted = Math.max(1, Math.ceil(this.total * share));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      seen += this.counts[bucket] ?? 0;
      if (seen >= wanted) return upperBound(bucket) / 1000;
    }
    return 0;
  }
}

function bucketOf(micros: number): number {
  const value = Math.max(0, Math.min(micros, 0x7fffffff)) | 0;
  const shift = Math.max(0, 31 - Math.clz32(value) - PRECISION_BITS);
  return (shift << PRECISION_BITS) + (value >>> shift);
}

function upperBound(bucket: number): number {
  const shift = Math.max(0, (bucket >>> PRECISION_BITS) - 1);
  const mantissa = bucket - (shift << PRECISION_BITS);
  return (mantissa + 1) * 2 ** shift - 1;
}
