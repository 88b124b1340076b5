import { Injectable, Logger } from '@nestjs/common';
import { ChatEvents } from '../presence/chat-events.js';
import { OutboxRepository, type LogPosition, type OutboxEntry } from './outbox.repository.js';
import { RoomBroadcaster, type Delivery } from './room-broadcaster.js';
import { privateMessage, roomMessage } from './wire-message.js';

/** How often the outbox is looked into for what other processes left there. Milliseconds. */
const SWEEP_EVERY_MS = 250;
/** The most entries that are read at once. */
const PAGE = 200;

/**
 * Delivers what transactions have left in the outbox: what the host sent within its own, and what
 * processes without sockets sent. (Transactional outbox: C. Richardson, "Microservices Patterns",
 * 2018, 3.3.7.) At least once: what is taken out has been delivered, and a process that dies in
 * between delivers it again at its next start.
 *
 * It also keeps live delivery in the order of `seq`, as messages reach sockets on two ways, from here
 * and from `MessageLog`: whatever is delivered has its turn, and an earlier message in the outbox goes
 * before a later one of the log.
 */
@Injectable()
export class Outbox {
  private readonly logger = new Logger(Outbox.name);
  private timer: NodeJS.Timeout | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private sweeping: Promise<void> | undefined;
  private wanted = false;
  private failing = false;
  /** Delivered, and to be taken out before anything else is read: a page at most. */
  private delivered: LogPosition[] = [];

  constructor(
    private readonly entries: OutboxRepository,
    private readonly broadcaster: RoomBroadcaster,
    private readonly events: ChatEvents,
  ) {}

  /** From now on this process delivers what it finds, beginning with what is there already. */
  start(): void {
    this.timer ??= setInterval(() => this.wake(), SWEEP_EVERY_MS).unref();
    this.wake();
  }

  /** Something may have been put in. Does nothing in a process that does not deliver. */
  wake(): void {
    if (!this.timer) return;
    this.wanted = true;
    this.sweeping ??= this.sweepWhileWanted();
  }

  /** Delivers what is there, and then no more. Never rejects. */
  async stop(): Promise<void> {
    this.wake();
    clearInterval(this.timer);
    this.timer = undefined;
    await this.sweeping;
  }

  /** Runs a task that delivers, when no other does. */
  inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.turn.then(task);
    this.turn = result.catch(() => undefined);
    return result;
  }

  /**
   * Delivers what rooms have in the outbox with a lower `seq` than those given. Only within `inTurn`.
   * Never rejects.
   * @returns the ids of rooms where it could not: what comes later must not be delivered there, as
   *   a message may go missing from live delivery and may not come out of order.
   */
  async deliverBefore(positions: readonly LogPosition[]): Promise<ReadonlySet<string>> {
    const held = new Set<string>();
    for (const position of positions) {
      try {
        while ((await this.deliverPage(() => this.entries.before(position, PAGE))) === PAGE);
      } catch (fault) {
        this.logger.error(fault, 'The outbox could not be read before later messages went out');
        held.add(position.roomId);
      }
    }
    return held;
  }

  private async sweepWhileWanted(): Promise<void> {
    try {
      while (this.wanted) {
        this.wanted = false;
        while (
          (await this.inTurn(() => this.deliverPage(() => this.entries.first(PAGE)))) === PAGE
        );
      }
      this.failing = false;
    } catch (fault) {
      // Tried again with the next sweep; said once.
      if (!this.failing) this.logger.error(fault, 'The outbox could not be read');
      this.failing = true;
    } finally {
      this.sweeping = undefined;
    }
  }

  /** How many entries there were. */
  private async deliverPage(read: () => Promise<OutboxEntry[]>): Promise<number> {
    await this.takeOutDelivered();
    const page = await read();
    if (page.length === 0) return 0;
    this.broadcaster.deliver(page.map(deliveryOf));
    this.delivered = page.map(({ message: { roomId, seq } }) => ({ roomId, seq }));
    for (const entry of page) this.tell(entry);
    await this.takeOutDelivered();
    return page.length;
  }

  private async takeOutDelivered(): Promise<void> {
    if (this.delivered.length === 0) return;
    await this.entries.remove(this.delivered);
    this.delivered = [];
  }

  private tell(entry: OutboxEntry): void {
    const { sender, recipient } = entry;
    const { message } = deliveryOf(entry);
    this.events.emit('message.sent', { message, sender, ...(recipient && { recipient }) });
  }
}

function deliveryOf({ room, message: entry, recipient }: OutboxEntry): Delivery {
  const message = recipient
    ? privateMessage(recipient.username, entry)
    : roomMessage(room.name, entry);
  return {
    message,
    roomId: entry.roomId,
    senderId: entry.senderId,
    ...(recipient && { recipientId: recipient.id }),
    ...(entry.clientId !== null && { clientId: entry.clientId }),
  };
}
