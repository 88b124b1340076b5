import { localDay } from './lines.js';

/** Tells when the day changes between messages that are shown one after another. */
export class DayMarks {
  #day: string;

  /** @param today the day that needs no saying. */
  constructor(today = new Date()) {
    this.#day = localDay(today);
  }

  /** `-- 2026-10-14 --` if a message of that time is of another day than the one before it. */
  before(at: string): string | undefined {
    const date = new Date(at);
    const day = Number.isNaN(date.getTime()) ? this.#day : localDay(date);
    if (day === this.#day) return undefined;
    this.#day = day;
    return `-- ${day} --`;
  }
}
