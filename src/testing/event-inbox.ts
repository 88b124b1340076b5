import type { ServerEvent, ServerToClientEvents } from '../protocol/index.js';

/** What an event of the server carries. */
export type EventOf<E extends ServerEvent> = Parameters<ServerToClientEvents[E]>[0];

interface Waiter {
  readonly wants: (value: unknown) => boolean;
  readonly take: (value: unknown) => void;
}

/** Keeps what arrived until a test asks for it, so that no event is missed for being early. */
export class EventInbox {
  private readonly arrived: unknown[] = [];
  private readonly waiters = new Set<Waiter>();

  constructor(private readonly event: ServerEvent) {}

  put(value: unknown): void {
    const waiter = [...this.waiters].find(({ wants }) => wants(value));
    if (waiter) waiter.take(value);
    else this.arrived.push(value);
  }

  /** Everything that arrived and no one asked for, oldest first. */
  unread(): readonly unknown[] {
    return this.arrived;
  }

  /** The oldest that `wants` accepts, of what arrived or will within `timeoutMs`. */
  next(wants: (value: unknown) => boolean, timeoutMs: number): Promise<unknown> {
    const at = this.arrived.findIndex(wants);
    if (at >= 0) return Promise.resolve(this.arrived.splice(at, 1)[0]);
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
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
