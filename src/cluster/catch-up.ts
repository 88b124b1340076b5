import { Logger } from '@nestjs/common';
import type { User } from '../identity/user.js';
import { LIMITS } from '../protocol/index.js';
import type { ConversationRepository } from '../rooms/conversation.repository.js';
import type { DeliveryMarks } from '../rooms/delivery-marks.js';
import type { LogEntry } from '../rooms/message.repository.js';
import type { Delivery } from '../rooms/room-broadcaster.js';
import type { SendingDevices } from '../rooms/sending-devices.js';
import type { RoomRepository } from '../rooms/room.repository.js';
import type { ClusterBus } from './cluster-bus.js';
import type { DeliverySequencer } from './delivery.sequencer.js';
import { deliveryAt } from './place.js';

/** How often the database is looked into while not all nodes are heard. Milliseconds. */
const LOOK_EVERY_MS = 1_000;
/** How often logs are forgotten that no device here sees any more. Milliseconds. */
const FORGET_EVERY_MS = 60_000;
/** The most logs, or people, that one query asks about. */
const PAGE = 500;

/** What catching up reads. */
export interface CatchUpSources {
  readonly rooms: RoomRepository;
  readonly conversations: ConversationRepository;
  readonly marks: DeliveryMarks;
  readonly sending: SendingDevices;
  /** The people who have a device on this node. */
  readonly localUsers: () => readonly User[];
  /** A room is gone, and its devices here have not heard. */
  readonly onGone: (roomId: string) => void;
}

/**
 * Brings this node's sockets level from the database when the bus may have lost something, and, once a
 * second, for as long as not all nodes are heard: the logs that they see are compared with what was
 * delivered, and the sequencer fetches the difference; private messages that no device was sent are
 * sent.
 */
export class CatchUp {
  private readonly logger = new Logger('Cluster');
  /** How often the database was looked into since the start. */
  count = 0;
  private running = false;
  private wanted = false;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private readonly forgetting = setInterval(() => this.sequencer.openLogs(), FORGET_EVERY_MS);

  constructor(
    private readonly bus: ClusterBus,
    private readonly sequencer: DeliverySequencer,
    private readonly sources: CatchUpSources,
  ) {
    bus.onGap(() => this.request());
    this.forgetting.unref();
  }

  /** Has it done soon; requests that come meanwhile share the next time. */
  request(): void {
    this.wanted = true;
    if (!this.running && !this.stopped) void this.run();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    clearInterval(this.forgetting);
  }

  private async run(): Promise<void> {
    this.running = true;
    clearTimeout(this.timer);
    this.wanted = false;
    this.count += 1;
    let again = !this.bus.isWhole;
    try {
      await this.compareLogs();
      again = (await this.sendUndelivered()) || again;
    } catch (fault) {
      again = true;
      this.logger.error(fault, 'What other nodes sent could not be read');
    }
    this.running = false;
    if (this.stopped) return;
    if (this.wanted || again) this.lookLater();
  }

  private lookLater(): void {
    this.timer = setTimeout(() => this.request(), this.wanted ? 0 : LOOK_EVERY_MS).unref();
  }

  private async compareLogs(): Promise<void> {
    for (const ids of pagesOf(this.sequencer.openLogs())) {
      const states = await this.sources.rooms.statesOf(ids);
      for (const { id, kind, name, lastSeq } of states) {
        this.sequencer.expect(id, lastSeq, kind === 'room' ? { room: name } : undefined);
      }
      const found = new Set(states.map(({ id }) => id));
      for (const id of ids) if (!found.has(id)) this.sources.onGone(id);
    }
  }

  /** True: there may be more. */
  private async sendUndelivered(): Promise<boolean> {
    const { conversations, marks, sending, localUsers } = this.sources;
    const users = new Map(localUsers().map((user) => [user.id, user]));
    await marks.flush();
    let more = false;
    for (const ids of pagesOf([...users.keys()])) {
      for (const id of await conversations.withUndelivered(ids)) {
        const user = users.get(id);
        if (!user) continue;
        const entries = await conversations.undelivered(id, LIMITS.maxPage);
        this.sequencer.offer(
          entries.map((entry) => deliveryTo(user, entry, sending.deviceOf(entry.id))),
        );
        more ||= entries.length === LIMITS.maxPage;
      }
    }
    return more;
  }
}

function deliveryTo(user: User, entry: LogEntry, fromDevice?: string): Delivery {
  const sender = { id: entry.senderId, username: entry.senderName };
  return deliveryAt({ pair: [sender, user] }, entry, fromDevice);
}

function pagesOf(ids: readonly string[]): string[][] {
  const pages = Math.ceil(ids.length / PAGE);
  return Array.from({ length: pages }, (_, page) => ids.slice(page * PAGE, (page + 1) * PAGE));
}
