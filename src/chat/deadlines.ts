const SECOND_MS = 1_000;

/**
 * Tells of each item when its time has come: to the second, and never early. One timer for all,
 * however many there are, which stops when there is none; setting and dropping cost the same for any
 * number.
 */
export class Deadlines<Item extends object> {
  /** The items by the second in which they are due, since the epoch. */
  private readonly due = new Map<number, Set<Item>>();
  private readonly seconds = new Map<Item, number>();
  private timer: NodeJS.Timeout | undefined;
  /** The last second that was looked at. */
  private last = 0;

  /** @param onDue gets an item that is no longer kept, and may set it again. It must not throw. */
  constructor(private readonly onDue: (item: Item) => void) {}

  get size(): number {
    return this.seconds.size;
  }

  /** @param at epoch milliseconds. An item has one time: the one set last. */
  set(item: Item, at: number): void {
    this.drop(item);
    const second = Math.ceil(at / SECOND_MS);
    this.seconds.set(item, second);
    const others = this.due.get(second);
    if (others) others.add(item);
    else this.due.set(second, new Set([item]));
    // What is due already waits for the next tick, like the rest.
    if (second <= this.last) this.last = second - 1;
    this.timer ??= this.wait();
  }

  drop(item: Item): void {
    const second = this.seconds.get(item);
    if (second === undefined) return;
    this.seconds.delete(item);
    const others = this.due.get(second);
    others?.delete(item);
    if (others?.size === 0) this.due.delete(second);
    if (this.seconds.size > 0) return;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** Wakes at the beginning of the next second. */
  private wait(): NodeJS.Timeout {
    return setTimeout(() => this.tick(), SECOND_MS - (Date.now() % SECOND_MS)).unref();
  }

  private tick(): void {
    this.timer = undefined;
    const now = Math.floor(Date.now() / SECOND_MS);
    const passed = this.passed(now);
    this.last = now;
    for (const second of passed) {
      for (const item of this.due.get(second) ?? []) {
        this.drop(item);
        this.onDue(item);
      }
    }
    if (this.seconds.size > 0) this.timer ??= this.wait();
  }

  /** The seconds up to now that were not looked at, by the shorter way: the clock may have jumped. */
  private passed(now: number): number[] {
    const count = now - this.last;
    if (count > this.due.size) {
      return [...this.due.keys()].filter((second) => second <= now).sort((a, b) => a - b);
    }
    return Array.from({ length: Math.max(count, 0) }, (_, i) => this.last + 1 + i);
  }
}
