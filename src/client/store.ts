import { callSafely } from './emitter.js';
import type { Unsubscribe } from './types.js';

/** An immutable snapshot, built when someone looks, and those who want to know of changes. */
export class Store<Snapshot> {
  readonly #build: () => Snapshot;
  readonly #listeners = new Set<() => void>();
  #snapshot: Snapshot | undefined;
  #telling = false;

  constructor(build: () => Snapshot) {
    this.#build = build;
  }

  readonly getSnapshot = (): Snapshot => (this.#snapshot ??= this.#build());

  readonly subscribe = (listener: () => void): Unsubscribe => {
    const entry = (): void => listener();
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  };

  get watched(): boolean {
    return this.#listeners.size > 0;
  }

  /** Changes of one turn are told once: a page of 200 messages is one redraw. */
  changed(): void {
    this.#snapshot = undefined;
    if (this.#telling) return;
    this.#telling = true;
    queueMicrotask(() => {
      this.#telling = false;
      for (const listener of Array.from(this.#listeners)) callSafely(listener);
    });
  }
}
