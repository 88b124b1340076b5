import { Counter, type Registry } from 'prom-client';

/** What is counted, and the one label by which it is told apart. */
export interface LabelledCounterOptions {
  readonly name: string;
  readonly help: string;
  readonly label: string;
}

/**
 * A counter for what happens with every request: plain numbers, which prom-client is handed when it
 * is asked for them. Its own counters with a label take ten times as long.
 */
export class LabelledCounter {
  private readonly counts = new Map<string, number>();

  constructor(registry: Registry, { name, help, label }: LabelledCounterOptions) {
    const { counts } = this;
    registry.registerMetric(
      new Counter({
        name,
        help,
        labelNames: [label],
        registers: [],
        collect() {
          this.reset();
          for (const [value, count] of counts) this.inc({ [label]: value }, count);
        },
      }),
    );
  }

  /** Shows these values of the label from now on, at 0: a rate needs a first value. */
  expect(values: readonly string[]): void {
    for (const value of values) this.counts.set(value, this.counts.get(value) ?? 0);
  }

  /** @param value one of a small, fixed set: each is a time series. */
  add(value: string): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
  }
}
