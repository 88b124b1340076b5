import type { Measurement } from './generator/commands.js';
import type { TargetName } from './targets.js';

/** What is measured: what it is called, in which unit, and with how many decimals it is shown. */
export const METRICS = {
  offered: { label: 'offered', unit: 'deliveries/s', decimals: 0 },
  throughput: { label: 'throughput', unit: 'deliveries/s', decimals: 0 },
  cpu: { label: 'server CPU', unit: 'µs/delivery', decimals: 2 },
  p50: { label: 'p50', unit: 'ms', decimals: 2 },
  p99: { label: 'p99', unit: 'ms', decimals: 2 },
  p999: { label: 'p99.9', unit: 'ms', decimals: 2 },
  seconds: { label: 'time', unit: 's', decimals: 2 },
  rss: { label: 'RSS', unit: 'MB', decimals: 0 },
  rssPerConnection: { label: 'RSS a connection', unit: 'KB', decimals: 1 },
  redisOps: { label: 'Redis commands', unit: '/message', decimals: 3 },
  redisCpu: { label: 'Redis CPU', unit: 'µs/message', decimals: 1 },
  postgresCpu: { label: 'PostgreSQL CPU', unit: 'µs/message', decimals: 1 },
  generatorLoad: { label: 'generator', unit: '% of a core', decimals: 0 },
} as const;
export type Metric = keyof typeof METRICS;

/** One metric over all rounds. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

/** A target's figures in one workload; `variant` tells apart several of one target. */
export interface Row {
  target: TargetName;
  variant: string;
  rounds: number;
  metrics: Partial<Record<Metric, Spread>>;
}

/** A ratio that must be reached, and what it came to. */
export interface BarResult {
  text: string;
  ratio: number;
  met: boolean;
}

export interface WorkloadResult {
  name: string;
  summary: string;
  /** ISO 8601. */
  at: string;
  rows: Row[];
  bars: BarResult[];
}

/** What was measured where. Workloads may come from different runs on the same machine. */
export interface Results {
  version: 1;
  machine: string;
  node: string;
  workloads: WorkloadResult[];
}

/** The figures of one round. */
export type Figures = Partial<Record<Metric, number>>;

/** What every load of messages tells. */
export function loadFigures(measured: Measurement): Figures {
  const { seconds, deliveries, latency, serverCpu, generatorCpu } = measured;
  return {
    throughput: deliveries / seconds,
    cpu: (serverCpu * 1e6) / Math.max(1, deliveries),
    p50: latency.p50,
    p99: latency.p99,
    p999: latency.p999,
    rss: measured.residentBytes / 1e6,
    generatorLoad: (generatorCpu / seconds) * 100,
  };
}

/** Collects the rounds of a workload. */
export class Samples {
  private readonly samples = new Map<
    string,
    { target: TargetName; variant: string; figures: Figures[] }
  >();

  add(target: TargetName, variant: string, figures: Figures): void {
    const key = `${target} ${variant}`;
    const known = this.samples.get(key);
    if (known === undefined) this.samples.set(key, { target, variant, figures: [figures] });
    else known.figures.push(figures);
  }

  rows(): Row[] {
    return [...this.samples.values()].map(({ target, variant, figures }) => ({
      target,
      variant,
      rounds: figures.length,
      metrics: spreads(figures),
    }));
  }
}

function spreads(rounds: Figures[]): Row['metrics'] {
  const metrics: Row['metrics'] = {};
  for (const metric of metricNames()) {
    const values = rounds.map((figures) => figures[metric]).filter((value) => value !== undefined);
    if (values.length > 0) metrics[metric] = spread(values);
  }
  return metrics;
}

function spread(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? 0;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    min: at(0),
    max: at(sorted.length - 1),
  };
}

/** The metrics in the order in which tables show them. */
export function metricNames(): Metric[] {
  return Object.keys(METRICS).filter((name) => isMetric(name));
}

function isMetric(name: string): name is Metric {
  return name in METRICS;
}
