import { LIMITS } from '../protocol/index.js';

/** How many messages of others, after a `seq`, are shown. */
type CountAfter = (seq: number) => number;

/** How far one has read a room or conversation, and how much is unread. */
export class ReadState {
  #upTo = 0;
  #toldUpTo = 0;
  #unread = 0;
  /** Up to this `seq` the server has counted what is unread. */
  #countedUpTo = 0;

  get unread(): number {
    return Math.min(this.#unread, LIMITS.unread);
  }

  /** What the server has not been told yet. */
  get untold(): number | undefined {
    return this.#upTo > this.#toldUpTo ? this.#upTo : undefined;
  }

  told(seq: number): void {
    this.#toldUpTo = Math.max(this.#toldUpTo, seq);
  }

  /** Everything up to `seq` was read. Is that news? */
  mark(seq: number, countAfter: CountAfter): boolean {
    if (seq <= this.#upTo) return false;
    this.#upTo = seq;
    this.#unread = countAfter(seq);
    return true;
  }

  /** A new message of someone else is shown. */
  arrived(seq: number): void {
    if (seq > Math.max(this.#upTo, this.#countedUpTo)) this.#unread += 1;
  }

  /** The server counted `unread` among the messages up to `lastSeq`. */
  counted(unread: number, lastSeq: number, countAfter: CountAfter): void {
    this.#countedUpTo = lastSeq;
    const since = countAfter(Math.max(lastSeq, this.#upTo));
    this.#unread = this.#upTo >= lastSeq ? since : unread + since;
  }

  /** The server numbers anew. */
  reset(): void {
    this.#upTo = 0;
    this.#toldUpTo = 0;
    this.#unread = 0;
    this.#countedUpTo = 0;
  }
}
