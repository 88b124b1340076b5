import type { Clock } from './clock.js';
import type { ReadState } from './read-state.js';

/** What is read one after another is told at most so often. */
const INTERVAL_MS = 1_000;

/**
 * Tells the server how far one has read: the newest mark only, one request at a time. Whoever reads
 * along with a busy room does not send a request for each message.
 */
export class ReadTeller {
  readonly #clock: Clock;
  readonly #state: ReadState;
  readonly #request: (seq: number) => Promise<unknown>;
  #telling: Promise<void> | undefined;
  #toldAt = -Infinity;

  constructor(clock: Clock, state: ReadState, request: (seq: number) => Promise<unknown>) {
    this.#clock = clock;
    this.#state = state;
    this.#request = request;
  }

  /** Resolves when the server knows everything that was read. */
  tell(): Promise<void> {
    this.#telling ??= this.#tellAll().finally(() => {
      this.#telling = undefined;
    });
    return this.#telling;
  }

  async #tellAll(): Promise<void> {
    while (this.#state.untold !== undefined) {
      await this.#interval();
      const seq = this.#state.untold;
      if (seq === undefined) return;
      await this.#request(seq);
      this.#toldAt = this.#clock.now();
      this.#state.told(seq);
    }
  }

  async #interval(): Promise<void> {
    const left = this.#toldAt + INTERVAL_MS - this.#clock.now();
    if (left > 0) await new Promise<void>((resolve) => void this.#clock.after(left, resolve));
  }
}
