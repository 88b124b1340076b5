import { randomUUID } from 'node:crypto';
import type { ClusterBus } from './cluster-bus.js';
import { BUS_GUARDS, type BusBodies } from './wire.guards.js';

/** For how long a node that was away may have missed one. Milliseconds. */
const KEEP_MS = 15 * 60_000;
/** The most that are remembered, of this node's and of those carried out. */
const MOST_REMEMBERED = 10_000;

/**
 * Closes people's connections on all nodes. Other events may be lost with Redis, as the log has what they
 * tell; this one is in no log. So it is said again whenever a node is heard again that was not heard,
 * and each node carries it out once.
 */
export class Disconnections {
  private readonly asked = new Map<string, { readonly userId: string; readonly at: number }>();
  private readonly done = new Set<string>();

  /** @param close closes a person's connections to this node. */
  constructor(
    private readonly bus: ClusterBus,
    private readonly close: (userId: string) => void,
  ) {
    bus.subscribe('disconnect', (body) => {
      if (BUS_GUARDS.disconnect(body)) this.carryOut(body);
    });
    bus.onReturn(() => this.sayAgain());
  }

  ask(userId: string): void {
    const id = randomUUID();
    this.close(userId);
    this.asked.set(id, { userId, at: performance.now() });
    if (this.asked.size > MOST_REMEMBERED) forgetOldest(this.asked);
    this.bus.publish('disconnect', { userId, id });
  }

  private sayAgain(): void {
    const now = performance.now();
    for (const [id, { userId, at }] of this.asked) {
      if (now - at > KEEP_MS) this.asked.delete(id);
      else this.bus.publish('disconnect', { userId, id });
    }
  }

  private carryOut({ userId, id }: BusBodies['disconnect']): void {
    if (this.done.has(id)) return;
    this.done.add(id);
    if (this.done.size > MOST_REMEMBERED) forgetOldest(this.done);
    this.close(userId);
  }
}

function forgetOldest(entries: Map<string, unknown> | Set<string>): void {
  for (const oldest of entries.keys()) {
    entries.delete(oldest);
    return;
  }
}
