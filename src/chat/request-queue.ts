import type { NowOrLater } from '../identity/now-or-later.js';

/** The most requests of one connection that may be unanswered; one more is refused. */
const MAX_UNANSWERED = 1_000;

/** A request of one connection. */
export interface QueuedRequest {
  /** A send: it may be on its way to the disk while the next send is begun. */
  readonly isSend: boolean;
  /**
   * Begins the request; `RequestQueue.answered` is to be called when it has been answered. Failures
   * are answered, neither thrown nor rejected.
   * @returns a promise if the request has yet to get its place in the order: only sends have theirs
   *   before they are answered.
   */
  begin(): NowOrLater<void>;
}

/**
 * Handles the requests of one connection in the order they came. Sends overlap with one another,
 * once each has its place in the log, so that a busy sender shares commits with itself; anything else
 * waits until all before it has been answered, and so sees what it did.
 */
export class RequestQueue {
  private readonly waiting: QueuedRequest[] = [];
  /** Requests that were begun and have not been answered. */
  private begun = 0;
  /** One was begun and has no place in the order yet. */
  private isBeginning = false;

  /** False: too many requests are unanswered, and this one was not taken. */
  add(request: QueuedRequest): boolean {
    if (this.waiting.length + this.begun >= MAX_UNANSWERED) return false;
    this.waiting.push(request);
    this.work();
    return true;
  }

  /** A request that was begun has been answered. */
  answered(): void {
    this.begun--;
    if (this.begun === 0) this.work();
  }

  private work(): void {
    while (!this.isBeginning) {
      const [next] = this.waiting;
      if (!next || (!next.isSend && this.begun > 0)) return;
      this.waiting.shift();
      this.begun++;
      this.isBeginning = true;
      const placed = next.begin();
      if (placed instanceof Promise) void placed.then(() => this.placed());
      else this.isBeginning = false;
    }
  }

  private placed(): void {
    this.isBeginning = false;
    this.work();
  }
}
