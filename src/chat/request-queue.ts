/** The most requests of one connection that may be unanswered; one more is refused. */
const MAX_UNANSWERED = 1_000;

/** A request of one connection. Neither promise rejects: failures are answered, not thrown. */
export interface QueuedRequest {
  /** A send: it may be on its way to the disk while the next send is begun. */
  readonly isSend: boolean;
  /**
   * Begins the request.
   * @returns when it has its place in the order; with a send's commit still to come, `answered`.
   */
  begin(): Promise<{ answered?: Promise<void> }>;
}

/**
 * Handles the requests of one connection in the order they came. Sends overlap with one another,
 * once each has its place in the log, so that a busy sender shares commits with itself; anything else
 * waits until all before it has been answered, and so sees what it did.
 */
export class RequestQueue {
  private readonly waiting: QueuedRequest[] = [];
  private readonly committing = new Set<Promise<void>>();
  private working = false;

  /** False: too many requests are unanswered, and this one was not taken. */
  add(request: QueuedRequest): boolean {
    if (this.unanswered >= MAX_UNANSWERED) return false;
    this.waiting.push(request);
    if (!this.working) void this.work();
    return true;
  }

  /** Those that wait, the one that has begun, and the sends that are being committed. */
  private get unanswered(): number {
    return this.waiting.length + (this.working ? 1 : 0) + this.committing.size;
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let request = this.waiting.shift(); request; request = this.waiting.shift()) {
      if (!request.isSend && this.committing.size > 0) await Promise.all(this.committing);
      const { answered } = await request.begin();
      if (answered) this.track(answered);
    }
    this.working = false;
  }

  private track(answered: Promise<void>): void {
    this.committing.add(answered);
    void answered.then(() => this.committing.delete(answered));
  }
}
