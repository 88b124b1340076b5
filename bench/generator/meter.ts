import { cpuSeconds, familyCpuSeconds, residentBytes } from '../process-usage.js';
import type { GeneratorSetup, Measurement } from './commands.js';
import { LatencyHistogram } from './latency.histogram.js';

/** Counters at one moment. */
interface Reading {
  readonly at: number;
  readonly deliveries: number;
  readonly servers: number;
  readonly redis: number;
  readonly postgres: number;
  readonly generator: number;
}

/** Reads clocks and counters at both ends of what is measured. */
export class Meter {
  readonly histogram = new LatencyHistogram();
  private begun: Reading | undefined;

  constructor(private readonly processes: Pick<GeneratorSetup, 'serverPids' | 'servicePids'>) {}

  begin(deliveries: number): void {
    this.histogram.reset();
    this.begun = this.read(deliveries);
  }

  /** Everything but the latency, which may still have to wait for the last deliveries. */
  end(deliveries: number): Omit<Measurement, 'latency' | 'faults'> {
    const { begun } = this;
    if (begun === undefined) throw new Error('nothing was begun');
    const ended = this.read(deliveries);
    return {
      seconds: (ended.at - begun.at) / 1000,
      deliveries: ended.deliveries - begun.deliveries,
      serverCpu: ended.servers - begun.servers,
      redisCpu: ended.redis - begun.redis,
      postgresCpu: ended.postgres - begun.postgres,
      generatorCpu: ended.generator - begun.generator,
      residentBytes: sum(this.processes.serverPids, residentBytes),
    };
  }

  private read(deliveries: number): Reading {
    const { serverPids, servicePids } = this.processes;
    return {
      deliveries,
      servers: sum(serverPids, cpuSeconds),
      redis: servicePids.redis === undefined ? 0 : cpuSeconds(servicePids.redis),
      postgres: servicePids.postgres === undefined ? 0 : familyCpuSeconds(servicePids.postgres),
      generator: ownCpuSeconds(),
      at: performance.now(),
    };
  }
}

function sum(pids: readonly number[], of: (pid: number) => number): number {
  return pids.reduce((total, pid) => total + of(pid), 0);
}

function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
