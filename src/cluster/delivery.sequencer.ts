import { Logger } from '@nestjs/common';
import { LIMITS } from '../protocol/index.js';
import type { MessageRepository } from '../rooms/message.repository.js';
import type { Delivery, RoomBroadcaster } from '../rooms/room-broadcaster.js';
import type { SendingDevices } from '../rooms/sending-devices.js';
import { deliveryAt, type Place } from './place.js';
import { Sequence } from './sequence.js';

/** How long what is missing may still be on its way, before it is fetched. Milliseconds. */
const GAP_GRACE_MS = 100;
/**
 * How long the first message of a conversation that this node knows nothing of waits for an earlier
 * one, which may come from another node a moment later. Milliseconds.
 */
const FIRST_GRACE_MS = 25;
/** After the database could not give what is missing. Milliseconds. */
const RETRY_MS = 1_000;
/** The most messages of a log that wait for what is missing; then it is fetched at once. */
const MOST_HELD = 200;
/** The most missing messages of a log that are sent. Beyond, clients see a gap, and fetch it. */
const MOST_FETCHED = 1_000;
/** The most private conversations of which it is remembered how far they were delivered. */
const MOST_PAIRS = 10_000;

/** Which sockets this node has. */
export type Reach = Pick<RoomBroadcaster, 'reaches' | 'reachesUser'>;

interface Line {
  readonly sequence: Sequence;
  timer?: NodeJS.Timeout | undefined;
  fetching?: boolean;
}

/**
 * Puts what is delivered on this node in the order of `seq`, though messages of a room come from
 * several nodes, on ways of different length: each message passes here, once. One that comes too early
 * is held until the earlier ones have come, and these are read from the database if they do not come
 * soon. What comes twice is delivered once.
 */
export class DeliverySequencer {
  private readonly logger = new Logger(DeliverySequencer.name);
  /** Messages that were read from the database since the start. */
  fetched = 0;
  /** Messages that were given up since the start: clients see a gap, and fetch them. */
  skipped = 0;
  private readonly lines = new Map<string, Line>();
  private readonly pairs = new Set<string>();

  /** @param deliver takes what has its turn, for this node's sockets. */
  constructor(
    private readonly reach: Reach,
    private readonly messages: Pick<MessageRepository, 'read'>,
    private readonly sending: SendingDevices,
    private readonly deliver: (deliveries: readonly Delivery[]) => void,
  ) {}

  /** A room that now has a device here; everything up to `lastSeq` can be read from its log. */
  open(roomId: string, lastSeq: number): void {
    if (this.lines.has(roomId) && this.reach.reaches(roomId)) return;
    this.close(roomId);
    this.lines.set(roomId, { sequence: new Sequence(lastSeq) });
  }

  /** Forgets a log. */
  close(roomId: string): void {
    clearTimeout(this.lines.get(roomId)?.timer);
    this.lines.delete(roomId);
    this.pairs.delete(roomId);
  }

  stop(): void {
    for (const { timer } of this.lines.values()) clearTimeout(timer);
    this.lines.clear();
    this.pairs.clear();
  }

  /** Messages that wait for earlier ones. */
  get heldCount(): number {
    let held = 0;
    for (const { sequence } of this.lines.values()) held += sequence.heldCount;
    return held;
  }

  /** Takes messages in, from anywhere. Those of logs that no device here sees are passed over. */
  offer(deliveries: readonly Delivery[]): void {
    const ready: Delivery[] = [];
    const late = new Map<string, Line>();
    for (const delivery of deliveries) {
      const line = this.lineOf(delivery);
      if (!line) continue;
      line.sequence.offer(delivery, ready);
      if (line.sequence.isBehind) late.set(delivery.roomId, line);
    }
    if (ready.length > 0) this.deliver(ready);
    for (const [roomId, line] of late) if (line.sequence.isBehind) this.await(roomId, line);
  }

  /** The logs that devices of this node see. Those that none sees any more are forgotten. */
  openLogs(): string[] {
    for (const [roomId, { sequence }] of this.lines) {
      const { place } = sequence;
      const isSeen =
        place && 'pair' in place ? this.reachesPair(place) : this.reach.reaches(roomId);
      if (!isSeen) this.close(roomId);
    }
    return [...this.lines.keys()];
  }

  /** Tells up to where a log goes, so that what is missing of it is fetched. */
  expect(roomId: string, lastSeq: number, place?: Place): void {
    const line = this.lines.get(roomId);
    if (!line) return;
    if (place) line.sequence.locate(place);
    line.sequence.expect(lastSeq);
    if (line.sequence.isBehind) this.await(roomId, line);
  }

  private lineOf(delivery: Delivery): Line | undefined {
    const { roomId, senderId, recipientId } = delivery;
    const line = this.lines.get(roomId);
    const isSeen =
      recipientId === undefined
        ? this.reach.reaches(roomId)
        : this.reach.reachesUser(recipientId) || this.reach.reachesUser(senderId);
    if (isSeen) return line ?? this.openUnknown(roomId, recipientId !== undefined);
    if (line) this.close(roomId);
    return undefined;
  }

  private openUnknown(roomId: string, isPair: boolean): Line {
    const line = { sequence: new Sequence(undefined) };
    this.lines.set(roomId, line);
    if (isPair) this.pairs.add(roomId);
    if (this.pairs.size > MOST_PAIRS) {
      for (const oldest of this.pairs) {
        this.close(oldest);
        break;
      }
    }
    return line;
  }

  private reachesPair({ pair }: Extract<Place, { pair: unknown }>): boolean {
    return pair.some(({ id }) => this.reach.reachesUser(id));
  }

  /** Has what is missing fetched, unless it comes first. */
  private await(roomId: string, line: Line, graceMs = graceOf(line)): void {
    if (line.fetching || (line.timer && graceMs > 0)) return;
    clearTimeout(line.timer);
    line.timer = setTimeout(() => {
      line.timer = undefined;
      if (line.sequence.isBehind) void this.catchUp(roomId, line);
    }, graceMs);
  }

  private async catchUp(roomId: string, line: Line): Promise<void> {
    line.fetching = true;
    let failed = false;
    try {
      await this.fetch(roomId, line.sequence);
    } catch (fault) {
      failed = true;
      this.logger.error(fault, 'Messages of other nodes could not be read');
    }
    line.fetching = false;
    if (this.lines.get(roomId) !== line || !line.sequence.isBehind) return;
    if (failed && line.sequence.heldCount > MOST_FETCHED) this.skip(line.sequence);
    this.await(roomId, line, failed ? RETRY_MS : GAP_GRACE_MS);
  }

  /**
   * Reads all that is missing, as far as it was known to be when it began: all of that is committed.
   * Gap by gap it would fall ever more behind a room in which several nodes are busy.
   */
  private async fetch(roomId: string, sequence: Sequence): Promise<void> {
    const { delivered, lastMissing: target, place } = sequence;
    if (delivered === undefined || !place) {
      this.skip(sequence);
      return;
    }
    if (target - delivered > MOST_FETCHED) this.skip(sequence, target - MOST_FETCHED);
    for (let after = sequence.delivered ?? 0; after < target;) {
      const limit = Math.min(target - after, LIMITS.maxPage);
      const { entries } = await this.messages.read(roomId, { after, limit });
      this.fetched += entries.length;
      this.offer(entries.map((entry) => deliveryAt(place, entry, this.sending.deviceOf(entry.id))));
      after = entries.at(-1)?.seq ?? target;
    }
    // What the log does not have will never come.
    while ((sequence.delivered ?? 0) < target) {
      this.skip(sequence, Math.min(sequence.missingUpTo, target));
    }
  }

  private skip(sequence: Sequence, seq = sequence.missingUpTo): void {
    const ready: Delivery[] = [];
    this.skipped += Math.max(0, seq - (sequence.delivered ?? seq));
    sequence.skipTo(seq, ready);
    if (ready.length > 0) this.deliver(ready);
  }
}

function graceOf({ sequence }: Line): number {
  if (sequence.delivered === undefined) return FIRST_GRACE_MS;
  return sequence.heldCount > MOST_HELD ? 0 : GAP_GRACE_MS;
}
