import type { History } from '../history/entry.js';

/** A time in which a promise need not be kept. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** When something was broken on purpose, and until when a promise may therefore wait. */
export class Faults {
  /** In order of their beginning. */
  private readonly spans: readonly Span[];

  constructor(
    history: History,
    private readonly healMs: number,
  ) {
    const spans: Span[] = [];
    const open = new Map<string, number>();
    for (const entry of history) {
      if (entry.op === 'fault') open.set(entry.name, entry.time);
      if (entry.op !== 'heal') continue;
      spans.push({ from: open.get(entry.name) ?? entry.time, to: entry.time });
      open.delete(entry.name);
    }
    for (const from of open.values()) spans.push({ from, to: Infinity });
    this.spans = spans.sort((a, b) => a.from - b.from);
  }

  /**
   * The time by which what began at `time` must be done, if it needs `withinMs` of a sound system: a
   * fault before that time postpones it until the fault is over, and T for healing.
   * @param absences are when the one to whom it is promised was away.
   */
  deadline(time: number, withinMs: number, absences: readonly Span[] = []): number {
    let deadline = time + withinMs;
    const spans = [...this.spans, ...absences].sort((a, b) => a.from - b.from);
    for (const { from, to } of spans) {
      if (from <= deadline && to + this.healMs > time) {
        deadline = Math.max(deadline, to + Math.max(withinMs, this.healMs));
      }
    }
    return deadline;
  }
}
