import type { Delivery } from '../rooms/room-broadcaster.js';
import { placeOf, type Place } from './place.js';

/** How far one log has been delivered to this node's sockets, and what waits for what is missing. */
export class Sequence {
  private readonly held = new Map<number, Delivery>();
  /** The newest `seq` that is known to exist. */
  private known: number;
  private whereabouts: Place | undefined;

  /** @param last everything up to this `seq` is delivered; `undefined`: that is not known. */
  constructor(private last: number | undefined) {
    this.known = last ?? 0;
  }

  /** `undefined` before it is known. */
  get delivered(): number | undefined {
    return this.last;
  }

  /** Where it is; `undefined` before the first message. */
  get place(): Place | undefined {
    return this.whereabouts;
  }

  get heldCount(): number {
    return this.held.size;
  }

  /** Is something known to exist that was not delivered? */
  get isBehind(): boolean {
    return this.held.size > 0 || this.known > (this.last ?? 0);
  }

  /** The last of all `seq` that are known to exist and have not come. */
  get lastMissing(): number {
    let seq = this.known;
    while (this.held.has(seq)) seq -= 1;
    return seq;
  }

  /** The last `seq` that is missing in front of what is held, or known to exist. */
  get missingUpTo(): number {
    return this.held.size > 0 ? Math.min(...this.held.keys()) - 1 : this.known;
  }

  /** Names the place of a log of which no message has come yet. */
  locate(place: Place): void {
    this.whereabouts ??= place;
  }

  /** Tells that messages up to `seq` exist. */
  expect(seq: number): void {
    this.known = Math.max(this.known, seq);
  }

  /** Takes a message in, and passes on to `ready` what has its turn, in order. */
  offer(delivery: Delivery, ready: Delivery[]): void {
    const { seq } = delivery.message;
    this.whereabouts ??= placeOf(delivery);
    this.expect(seq);
    if (this.last === undefined && seq === 1) this.last = 0;
    if (this.last !== undefined && seq <= this.last) return;
    // What came first says best whom it is for: a copy from the log does not know who is answered.
    if (!this.held.has(seq)) this.held.set(seq, delivery);
    if (this.last !== undefined) this.drain(ready);
  }

  /** Gives up what is missing up to `seq`, and passes on what then has its turn. */
  skipTo(seq: number, ready: Delivery[]): void {
    this.last = Math.max(this.last ?? 0, seq);
    for (const early of [...this.held.keys()].filter((held) => held <= seq))
      this.held.delete(early);
    this.drain(ready);
  }

  private drain(ready: Delivery[]): void {
    for (let next = this.takeNext(); next; next = this.takeNext()) ready.push(next);
  }

  private takeNext(): Delivery | undefined {
    const seq = (this.last ?? 0) + 1;
    const next = this.held.get(seq);
    if (!next) return undefined;
    this.held.delete(seq);
    this.last = seq;
    return next;
  }
}
