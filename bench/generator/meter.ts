import { cpuSeconds, residentBytes } from '../process-usage.js';
import type { Measurement } from './commands.js';
import { LatencyHistogram } from './latency.histogram.js';

/** Reads clocks and counters at both ends of what is measured. */
export class Meter {
  readonly histogram = new LatencyHistogram();
  private startedAt = 0;
  private serverCpu = 0;
  private generatorCpu = 0;
  private deliveries = 0;

  constructor(private readonly serverPid: number) {}

  begin(deliveries: number): void {
    this.histogram.reset();
    this.deliveries = deliveries;
    this.serverCpu = cpuSeconds(this.serverPid);
    this.generatorCpu = ownCpuSeconds();
    this.startedAt = performance.now();
  }

  /** Everything but the latency, which may still have to wait for the last deliveries. */
  end(deliveries: number): Omit<Measurement, 'latency' | 'faults'> {
    return {
      seconds: (performance.now() - this.startedAt) / 1000,
      deliveries: deliveries - this.deliveries,
      serverCpu: cpuSeconds(this.serverPid) - this.serverCpu,
      generatorCpu: ownCpuSeconds() - this.generatorCpu,
      residentBytes: residentBytes(this.serverPid),
    };
  }
}

function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
