import { LIMITS } from '../protocol/index.js';
import type { Appending } from './message-appender.js';
import type { LogEntry, MessageRepository } from './message.repository.js';
import type { Delivery } from './room-broadcaster.js';

/** The first look after a commit failed, and the longest pause between two. Milliseconds. */
const FIRST_LOOK_MS = 500;
const LONGEST_PAUSE_MS = 4_000;
/** A message that so many looks have not found was not stored. */
const LOOKS = 5;
/** The most messages that are looked for: as many as one transaction takes. */
const MOST_DOUBTS = 1_000;

/** A draft, and who is to see it live once its `seq` is known. */
type Undecided = Pick<Appending, 'draft' | 'deliveryAs'>;

interface Doubt {
  readonly message: Undecided;
  looks: number;
}

/**
 * Messages of which no one knows whether they were stored: the connection to the database broke, or
 * fell silent, before it had answered the commit. Their senders ask again and are told; everyone else
 * would see them only with the next message of the room. So the log is looked into a few times, and what
 * is found there is delivered.
 */
export class DoubtfulMessages {
  private readonly rooms = new Map<string, Map<string, Doubt>>();
  /** In each of these rooms, the newest `seq` that was delivered since: earlier ones show as a gap. */
  private readonly delivered = new Map<string, number>();
  private count = 0;
  private pauseMs = FIRST_LOOK_MS;
  private timer: NodeJS.Timeout | undefined;

  /** @param look is called when it is time for `find`. */
  constructor(
    private readonly messages: Pick<MessageRepository, 'read'>,
    private readonly look: () => Promise<void>,
  ) {}

  add(undecided: readonly Undecided[]): void {
    for (const message of undecided) {
      if (this.count >= MOST_DOUBTS) break;
      const { draft } = message;
      const doubts = this.rooms.get(draft.roomId) ?? new Map<string, Doubt>();
      this.rooms.set(draft.roomId, doubts.set(draft.id, { message, looks: 0 }));
      this.count += 1;
    }
    this.pauseMs = FIRST_LOOK_MS;
    this.lookLater();
  }

  /** Notes what is delivered: what comes before it is no longer delivered from here. */
  passed(deliveries: readonly Delivery[]): void {
    if (this.count === 0) return;
    for (const { roomId, message } of deliveries) {
      if (this.rooms.has(roomId)) this.delivered.set(roomId, message.seq);
    }
  }

  /** What turns out to be stored, in order within each room. Rejects when the log cannot be read. */
  async find(): Promise<Delivery[]> {
    const logs = new Map<string, readonly LogEntry[]>();
    for (const roomId of this.rooms.keys()) {
      const { entries } = await this.messages.read(roomId, { limit: LIMITS.maxPage });
      logs.set(roomId, entries);
    }
    // Only when all were read: what is found is settled, and would be lost with a later fault.
    const found: Delivery[] = [];
    for (const [roomId, entries] of logs) {
      const doubts = this.rooms.get(roomId);
      if (!doubts) continue;
      for (const { id, seq } of entries) {
        const doubt = doubts.get(id);
        if (!doubt) continue;
        if (seq > (this.delivered.get(roomId) ?? 0)) found.push(doubt.message.deliveryAs(seq));
        this.settle(roomId, id);
      }
      for (const doubt of doubts.values()) {
        doubt.looks += 1;
        if (doubt.looks >= LOOKS) this.settle(roomId, doubt.message.draft.id);
      }
    }
    this.pauseMs = Math.min(2 * this.pauseMs, LONGEST_PAUSE_MS);
    return found;
  }

  private settle(roomId: string, id: string): void {
    const doubts = this.rooms.get(roomId);
    if (doubts?.delete(id) === true) this.count -= 1;
    if (doubts?.size !== 0) return;
    this.rooms.delete(roomId);
    this.delivered.delete(roomId);
  }

  private lookLater(): void {
    if (this.timer || this.count === 0) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      void this.look().finally(() => this.lookLater());
    }, this.pauseMs).unref();
  }
}
