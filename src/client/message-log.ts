import { LIMITS, type StoredMessage } from '../protocol/index.js';

/** How many messages wait for what goes before them; what is beyond is fetched again. */
const MOST_HELD = LIMITS.maxPage;

/** Puts messages in `seq` order, each once, and knows what is missing. */
export class MessageLog {
  /** The `seq` up to which everything was taken; `undefined` before the first page. */
  #last: number | undefined;
  #target = 0;
  readonly #held = new Map<number, StoredMessage>();
  #history = 0;

  get last(): number | undefined {
    return this.#last;
  }

  /** The highest `seq` that is known to exist. */
  get target(): number {
    return this.#target;
  }

  /** Up to this `seq`, messages were there before the log was opened. */
  get history(): number {
    return this.#history;
  }

  /** Does something exist that is neither taken nor next in line? */
  get behind(): boolean {
    return this.#last !== undefined && this.#target > this.#last && !this.#held.has(this.#last + 1);
  }

  /**
   * The first page: the newest messages. What arrived live before it and is older than its end is
   * not history, and what lies between the two will be fetched.
   */
  start(page: readonly StoredMessage[], lastSeq: number): void {
    const firstLive = Math.min(...this.#held.keys());
    const first = page[0]?.seq ?? lastSeq + 1;
    this.#last = Math.min(first, firstLive) - 1;
    this.#history = Math.min(page.at(-1)?.seq ?? lastSeq, firstLive - 1);
    this.exists(lastSeq);
    for (const message of page) this.offer(message);
  }

  /** The first page has been shown, as far as possible: what follows is news, wherever it is from. */
  endHistory(): void {
    this.#history = Math.min(this.#history, this.#last ?? 0);
  }

  /** Tells that messages up to `seq` exist. */
  exists(seq: number): void {
    this.#target = Math.max(this.#target, seq);
  }

  /** Takes a message in, from anywhere, in any order, any number of times. */
  offer(message: StoredMessage): void {
    this.exists(message.seq);
    if (message.seq <= (this.#last ?? 0) || this.#held.has(message.seq)) return;
    this.#held.set(message.seq, message);
    // The lowest are kept: they are the next in line.
    if (this.#held.size > MOST_HELD) this.#held.delete(Math.max(...this.#held.keys()));
  }

  /**
   * A page of what comes right after `after`: what it leaves out does not exist. About messages that
   * became known only after the page was asked for, an empty page says nothing.
   * @param known `target` when the page was asked for.
   */
  acceptPage(page: readonly StoredMessage[], after: number, known: number): void {
    for (const message of page) this.offer(message);
    if (after !== this.#last) return;
    const nextHeld = Math.min(...this.#held.keys());
    const more = nextHeld < Infinity && (page.length > 0 || nextHeld <= known);
    if (more) this.#last = nextHeld - 1;
    else if (this.#target === known) this.#target = after;
  }

  /** The next message in line, if it is here. */
  get next(): StoredMessage | undefined {
    return this.#last === undefined ? undefined : this.#held.get(this.#last + 1);
  }

  /** The next message has been taken. */
  advance(): void {
    if (this.#last === undefined) return;
    this.#last += 1;
    this.#held.delete(this.#last);
  }

  /** The server numbers anew. */
  reset(): void {
    this.#last = undefined;
    this.#target = 0;
    this.#history = 0;
    this.#held.clear();
  }
}
