import { createWriteStream, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import type { Entry } from './entry.js';

/** An entry before it has its time. */
export type Draft = Entry extends infer Each
  ? Each extends Entry
    ? Omit<Each, 'time'>
    : never
  : never;

/** So that no two entries have the same time: half a microsecond. */
const LEAST_STEP_MS = 0.0005;

/** Writes down what happens as it happens: in memory for the checker, and on the disk, a line each. */
export class HistoryRecorder {
  private readonly entries: Entry[] = [];
  private readonly file: WriteStream;
  private connections = 0;
  private requests = 0;

  constructor(path: string) {
    this.file = createWriteStream(path);
  }

  get history(): readonly Entry[] {
    return this.entries;
  }

  add(draft: Draft): void {
    const before = this.entries.at(-1)?.time ?? 0;
    const entry = { time: Math.max(performance.now(), before + LEAST_STEP_MS), ...draft };
    this.entries.push(entry);
    this.file.write(`${JSON.stringify(entry)}\n`);
  }

  nextConnection(): number {
    this.connections += 1;
    return this.connections;
  }

  nextRequest(): number {
    this.requests += 1;
    return this.requests;
  }

  /** Resolves when all is on the disk. */
  async close(): Promise<void> {
    this.file.end();
    await once(this.file, 'close');
  }
}
