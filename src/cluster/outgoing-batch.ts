/** The most bytes of items that wait for the bus, about. */
const MAX_WAITING_BYTES = 16_777_216;
/** The most bytes that one publication takes, about: a node that reads is not held up for long. */
const MAX_BATCH_BYTES = 1_048_576;

/** Items that wait to be published, encoded once. What does not fit is refused, and all with it. */
export class OutgoingBatch {
  private items: string[] = [];
  private bytes = 0;

  get length(): number {
    return this.items.length;
  }

  get isEmpty(): boolean {
    return this.items.length === 0;
  }

  /** False: too much waits. */
  add(item: string): boolean {
    if (this.bytes + item.length > MAX_WAITING_BYTES) return false;
    this.items.push(item);
    this.bytes += item.length;
    return true;
  }

  /** The oldest items, as the inside of a JSON array. */
  take(): string {
    if (this.bytes <= MAX_BATCH_BYTES) {
      const all = this.items.join(',');
      this.clear();
      return all;
    }
    let bytes = 0;
    const end = this.items.findIndex((item) => (bytes += item.length) > MAX_BATCH_BYTES);
    const taken = this.items.splice(0, Math.max(end, 1));
    for (const item of taken) this.bytes -= item.length;
    return taken.join(',');
  }

  clear(): void {
    this.items = [];
    this.bytes = 0;
  }
}
