import type { World } from './world.js';

/** How long each answer to a send took that was asked for since then. Milliseconds. */
export function latencies({ recorder }: World, since: number): number[] {
  const asked = new Map<number, number>();
  return recorder.history.flatMap((entry) => {
    if (entry.op === 'ask' && entry.bodyHash !== undefined && entry.time >= since) {
      asked.set(entry.request, entry.time);
    }
    const begin = entry.op === 'answer' ? asked.get(entry.request) : undefined;
    return begin === undefined ? [] : [entry.time - begin];
  });
}

/** @returns 0 of no values. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0;
}
