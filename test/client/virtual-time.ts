import type { Clock } from '../../src/client/index.js';

interface Task {
  at: number;
  order: number;
  run: () => void;
}

/** Lets everything that waits for a settled promise go on. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time that passes when the test says so, and chance that is the same for the same seed. */
export class VirtualTime implements Clock {
  #now = 0;
  #order = 0;
  #state: number;
  #tasks: Task[] = [];

  constructor(seed = 1) {
    this.#state = seed;
  }

  get pending(): number {
    return this.#tasks.length;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): () => void {
    this.#order += 1;
    const task = { at: this.#now + Math.max(0, ms), order: this.#order, run };
    this.#tasks.push(task);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== task);
    };
  }

  /** A linear congruential generator (Numerical Recipes' constants): good enough to vary faults. */
  random(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }

  /** Runs what is due within the next `ms`, in order, each with all that follows from it. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let task = this.#next(end); task; task = this.#next(end)) {
      this.#tasks = this.#tasks.filter((other) => other !== task);
      this.#now = task.at;
      task.run();
      await settled();
    }
    this.#now = end;
  }

  #next(end: number): Task | undefined {
    let next: Task | undefined;
    for (const task of this.#tasks) {
      if (task.at > end) continue;
      if (!next || task.at < next.at || (task.at === next.at && task.order < next.order)) {
        next = task;
      }
    }
    return next;
  }
}
