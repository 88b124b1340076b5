/** A node that has not been heard of for this long has vanished. Milliseconds. */
const FORGET_AFTER_MS = 5_000;
/**
 * A node that has vanished without a farewell is dead, or it is Redis alone that it cannot reach, and it
 * serves its people and stores what they send. For this long that is taken to be possible. Milliseconds.
 */
const MISS_FOR_MS = 15 * 60_000;
/** A node that has not been heard of for this long may not be heard: it would have said something. */
const SILENT_AFTER_MS = 2_500;

interface Peer {
  /** The number of its newest publication. */
  number: number;
  heardAt: number;
}

/** The other nodes, and how far each has been heard. */
export class Peers {
  private readonly known = new Map<string, Peer>();
  /** Those that vanished, and when. */
  private readonly missed = new Map<string, number>();

  get count(): number {
    return this.known.size;
  }

  /** Notes a publication. False: others of that node may have been missed before it. */
  hear(nodeId: string, number: number, now: number): boolean {
    const peer = this.known.get(nodeId);
    this.missed.delete(nodeId);
    if (!peer) {
      this.known.set(nodeId, { number, heardAt: now });
      return number <= 1;
    }
    const isNext = number === peer.number + 1;
    peer.number = number;
    peer.heardAt = now;
    return isNext;
  }

  /** Notes a farewell: nothing more is to come from the node. */
  leave(nodeId: string): void {
    this.known.delete(nodeId);
  }

  /** Is there a node that vanished, and may be serving its people still? */
  anyMissed(now: number): boolean {
    for (const [nodeId, since] of this.missed) {
      if (now - since > MISS_FOR_MS) this.missed.delete(nodeId);
    }
    return this.missed.size > 0;
  }

  /** Is there a node that should have been heard of? */
  anySilent(now: number): boolean {
    return [...this.known.values()].some(({ heardAt }) => now - heardAt > SILENT_AFTER_MS);
  }

  /** True: a node has not been heard of for long, and may have died with something untold. */
  forgetSilent(now: number): boolean {
    let forgotten = false;
    for (const [nodeId, { heardAt }] of this.known) {
      if (now - heardAt <= FORGET_AFTER_MS) continue;
      this.known.delete(nodeId);
      this.missed.set(nodeId, now);
      forgotten = true;
    }
    return forgotten;
  }
}
