import type { ServerEvent, ServerToClientEvents } from '../protocol/index.js';

/** What an event of the server carries. */
export type EventOf<E extends ServerEvent> = Parameters<ServerToClientEvents[E]>[0];

interface Waiter<Value> {
  readonly wants: (value: Value) => boolean;
  readonly take: (value: Value) => void;
}

/** Keeps what arrived until a test asks for it, so that no event is missed for being early. */
export class EventInbox<Value> {
  private readonly arrived: Value[] = [];
  private readonly waiters = new Set<Waiter<Value>>();

  /** @param event its name, for what is said when nothing comes. */
  constructor(private readonly event: string) {}

  put(value: Value): void {
    const waiter = [...this.waiters].find(({ wants }) => wants(value));
    if (waiter) waiter.take(value);
    else this.arrived.push(value);
  }

  /** Everything that arrived and no one asked for, oldest first. */
  unread(): readonly Value[] {
    return this.arrived;
  }

  /** The oldest that `wants` accepts, of what arrived or will within `timeoutMs`. */
  next(wants: (value: Value) => boolean, timeoutMs: number): Promise<Value> {
    const at = this.arrived.findIndex((value) => wants(value));
    const [found] = at < 0 ? [] : this.arrived.splice(at, 1);
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const waiter: Waiter<Value> = {
        wants,
        take: (value) => {
          clearTimeout(timer);
          this.waiters.delete(waiter);
          resolve(value);
        },
      };
      const timer = setTimeout(() => {
        this.waiters.delete(waiter);
        const instead = JSON.stringify(this.arrived.slice(-5));
        reject(new Error(`No such "${this.event}" within ${timeoutMs} ms; unread: ${instead}`));
      }, timeoutMs);
      this.waiters.add(waiter);
    });
  }
}
