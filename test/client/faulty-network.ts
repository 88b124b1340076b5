import type { VirtualTime } from './virtual-time.js';

/** How badly the network and the server behave: probabilities, and the longest delay. */
export interface Faults {
  /** Of a request, an answer or a live event that is lost. */
  drop: number;
  /** Of a live event that comes twice. */
  duplicate: number;
  /** Of a request that is answered RATE_LIMITED or UNAVAILABLE. */
  fail: number;
  /** Of a handshake that is refused for now, or never answered. */
  refuse: number;
  /** Each thing takes its own time up to this, so later ones overtake. */
  delayMs: number;
}

export const NO_FAULTS: Faults = { drop: 0, duplicate: 0, fail: 0, refuse: 0, delayMs: 1 };

/** A network that loses, delays, repeats and overtakes. */
export class FaultyNetwork {
  faults: Faults = NO_FAULTS;
  readonly #time: VirtualTime;

  constructor(time: VirtualTime) {
    this.#time = time;
  }

  /** Does it happen this time? */
  happens(probability: number): boolean {
    return this.#time.random() < probability;
  }

  /** Runs `arrive` when what was sent has arrived, if it does. */
  carry(arrive: () => void): void {
    if (!this.happens(this.faults.drop)) this.later(arrive);
  }

  /** The same for what nobody answers, and which may arrive twice. */
  carryEvent(arrive: () => void): void {
    if (this.happens(this.faults.drop)) return;
    const copies = this.happens(this.faults.duplicate) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) this.later(arrive);
  }

  /** Runs `arrive` for certain, after a delay of its own. */
  later(arrive: () => void): void {
    this.#time.after(this.#time.random() * this.faults.delayMs, arrive);
  }
}
