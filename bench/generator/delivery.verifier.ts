/** Who sends to whom: equal rooms, filled one after the other; the first members of each send. */
export interface DeliveryPlan {
  rooms: number;
  /** Members of each room. A member's index is `room * size + place`. */
  size: number;
  /** How many members of each room send, from its first place on. */
  senders: number;
}

/**
 * Checks that every member receives every message of the others in its room exactly once, and each
 * sender's in the order sent. Only what arrives is counted here; `faults` compares it with what was
 * sent.
 */
export class DeliveryVerifier {
  /** By receiver and the sender's place: the sequence number that comes next, from 1. */
  private readonly next: Uint32Array;
  /** What was skipped and may still come: `receiver:sender:seq`. Empty in a good run. */
  private readonly skipped = new Set<string>();
  private duplicated = 0;
  private outOfOrder = 0;
  private stray = 0;
  /** Deliveries that were due, and came first time and in order. */
  accepted = 0;

  constructor(private readonly plan: DeliveryPlan) {
    this.next = new Uint32Array(plan.rooms * plan.size * plan.senders).fill(1);
  }

  /** True if this delivery is the one that was due next. */
  accept(receiver: number, sender: number, seq: number): boolean {
    const { size, senders } = this.plan;
    const room = Math.floor(receiver / size);
    const place = sender - room * size;
    if (place < 0 || place >= senders || sender === receiver) {
      this.stray += 1;
      return false;
    }
    const slot = receiver * senders + place;
    const due = this.next[slot] ?? 0;
    if (seq !== due) return this.misplaced(slot, `${receiver}:${sender}:`, due, seq);
    this.next[slot] = seq + 1;
    this.accepted += 1;
    return true;
  }

  private misplaced(slot: number, key: string, due: number, seq: number): boolean {
    if (seq < due) {
      if (this.skipped.delete(key + String(seq))) this.outOfOrder += 1;
      else this.duplicated += 1;
      return false;
    }
    for (let skipped = due; skipped < seq; skipped += 1) this.skipped.add(key + String(skipped));
    this.next[slot] = seq + 1;
    return false;
  }

  /**
   * What went wrong, in sentences; none if all is well.
   * @param sent how many messages each member has sent, by index.
   */
  faults(sent: Uint32Array): string[] {
    const { rooms, size, senders } = this.plan;
    let lost = this.skipped.size;
    for (let receiver = 0; receiver < rooms * size; receiver += 1) {
      const first = Math.floor(receiver / size) * size;
      for (let place = 0; place < senders; place += 1) {
        if (first + place === receiver) continue;
        const received = (this.next[receiver * senders + place] ?? 1) - 1;
        lost += Math.max(0, (sent[first + place] ?? 0) - received);
      }
    }
    return [
      [lost, 'lost'],
      [this.duplicated, 'duplicated'],
      [this.outOfOrder, 'out of order'],
      [this.stray, 'to the wrong member'],
    ]
      .filter(([count]) => count !== 0)
      .map(([count, what]) => `${count} deliveries ${what}`);
  }
}
