import { Injectable, Logger } from '@nestjs/common';
import { ChatException } from '../protocol/index.js';
import { CommitObserver } from './commit.observer.js';
import { DoubtfulMessages } from './doubtful-messages.js';
import { MessageAppender, type Appending } from './message-appender.js';
import { MessageRepository, type AppendOutcome, type Draft } from './message.repository.js';
import { Outbox } from './outbox.js';
import type { LogPosition } from './outbox.repository.js';
import { RoomBroadcaster, type Delivery } from './room-broadcaster.js';

/** The most drafts that one transaction takes. */
const MAX_BATCH = 1_000;
/**
 * Of more drafts than these a transaction takes half, so that some are read and fanned out here while
 * others are on their way to the disk: with 800 in flight between 200 pairs, 12 to 20 % more go through
 * than when one transaction takes all of them, and 7 to 12 % more than by 128. A slow disk has more
 * wait, and gets larger transactions.
 */
const WHOLE_BATCH = 256;
/** The most drafts that may wait for a transaction; one more is refused. */
const MAX_WAITING = 10_000;
/**
 * So many drafts make a transaction before the event loop has handed over what else is there. Fewer
 * would split what belongs together: with 32 in flight in one room, each half would be a commit and a
 * write to each member of its own.
 */
const WORTH_A_BATCH = 64;
/** The most transactions in one turn of the outbox's, so that the outbox is not kept from its own. */
const MAX_IN_TURN = 16;
/** What a sender that was refused is told to wait. Milliseconds. */
const RETRY_AFTER_MS = 1_000;

/** A batch that is on its way to the disk. */
interface Commit {
  readonly batch: readonly Appending[];
  /** The exception: nothing of it was stored, as far as is known. */
  readonly outcomes: Promise<AppendOutcome[] | ChatException>;
}

/**
 * Appends messages by group commit: what arrives while the event loop turns, or while a transaction
 * runs, shares the next transaction and its disk flush. Only after the commit is a message fanned out
 * and its sender answered, both in `seq` order. (Group commit: DeWitt et al., "Implementation
 * techniques for main memory database systems", SIGMOD 1984.)
 */
@Injectable()
export class MessageLog extends MessageAppender {
  private readonly logger = new Logger(MessageLog.name);
  private waiting: Appending[] = [];
  private committing: Promise<void> | undefined;
  private readonly doubtful: DoubtfulMessages;

  constructor(
    private readonly messages: MessageRepository,
    private readonly broadcaster: RoomBroadcaster,
    private readonly outbox: Outbox,
    private readonly observer: CommitObserver,
  ) {
    super();
    this.doubtful = new DoubtfulMessages(messages, () => outbox.inTurn(() => this.deliverFound()));
  }

  /** Messages that wait for a transaction. */
  get queueLength(): number {
    return this.waiting.length;
  }

  /** Settled when it has been committed. UNAVAILABLE: too much waits, or the database failed. */
  override append(message: Appending): void {
    if (this.waiting.length >= MAX_WAITING) {
      message.refuse(new ChatException('UNAVAILABLE', { retryAfterMs: RETRY_AFTER_MS }));
      return;
    }
    this.waiting.push(message);
    this.committing ??= this.commitAll();
  }

  /** Resolves when everything that was appended has been answered. */
  async drain(): Promise<void> {
    await this.committing;
  }

  private async commitAll(): Promise<void> {
    while (this.waiting.length > 0) {
      await nextTurn();
      await this.outbox.inTurn(() => this.commitSome());
    }
    this.committing = undefined;
  }

  /**
   * One transaction; and while enough waits, one after the other, each fanned out while the next is on
   * its way to the disk.
   */
  private async commitSome(): Promise<void> {
    let current = this.begin();
    for (let count = 1; current; count++) {
      const outcomes = await current.outcomes;
      const isWorthIt = this.waiting.length >= WORTH_A_BATCH && count < MAX_IN_TURN;
      const next = isWorthIt ? this.begin() : undefined;
      await this.finish(current.batch, outcomes);
      current = next;
    }
  }

  /** Has the next batch appended, if anything waits. */
  private begin(): Commit | undefined {
    if (this.waiting.length === 0) return undefined;
    const size = Math.min(Math.max(WHOLE_BATCH, Math.ceil(this.waiting.length / 2)), MAX_BATCH);
    const batch = this.waiting.slice(0, size);
    this.waiting = this.waiting.slice(size);
    return { batch, outcomes: this.store(batch.map(({ draft }) => draft)) };
  }

  private async store(drafts: readonly Draft[]): Promise<AppendOutcome[] | ChatException> {
    const began = performance.now();
    try {
      const outcomes = await this.messages.appendAll(drafts);
      this.observer.committed(drafts.length, (performance.now() - began) / 1_000);
      return outcomes;
    } catch (cause) {
      this.observer.failed();
      return new ChatException('UNAVAILABLE', { cause, retryAfterMs: RETRY_AFTER_MS });
    }
  }

  private async finish(
    batch: readonly Appending[],
    outcomes: AppendOutcome[] | ChatException,
  ): Promise<void> {
    if (outcomes instanceof ChatException) {
      this.doubtful.add(batch);
      for (const message of batch) message.refuse(outcomes);
      return;
    }
    try {
      await this.fanOut(batch, outcomes);
    } catch (fault) {
      // It is committed, and its senders must hear so: a live event is a hint.
      this.logger.error(fault, 'Committed messages were not delivered live');
    }
    batch.forEach((message, at) => message.settle(outcomes[at] ?? { kind: 'no-such-room' }));
  }

  private async fanOut(
    batch: readonly Appending[],
    outcomes: readonly AppendOutcome[],
  ): Promise<void> {
    const late = behindOutbox(batch, outcomes);
    const held = late.length > 0 ? await this.outbox.deliverBefore(late) : undefined;
    const deliveries = batch.flatMap((message, at) => {
      const outcome = outcomes[at];
      if (outcome?.kind !== 'appended' || outcome.outbox === 'this') return [];
      return held?.has(message.draft.roomId) ? [] : [message.deliveryAs(outcome.seq)];
    });
    this.deliver(deliveries);
  }

  private async deliverFound(): Promise<void> {
    try {
      this.deliver(await this.doubtful.find());
    } catch (fault) {
      this.logger.debug(`Whether messages were stored is not known yet: ${String(fault)}`);
    }
  }

  private deliver(deliveries: readonly Delivery[]): void {
    if (deliveries.length === 0) return;
    this.doubtful.passed(deliveries);
    this.broadcaster.deliver(deliveries);
  }
}

/** In each room that has earlier messages in the outbox, the first message of the batch. */
function behindOutbox(
  batch: readonly Appending[],
  outcomes: readonly AppendOutcome[],
): LogPosition[] {
  const first = new Map<string, LogPosition>();
  batch.forEach(({ draft: { roomId } }, at) => {
    const outcome = outcomes[at];
    if (outcome?.kind !== 'appended' || outcome.outbox !== 'earlier' || first.has(roomId)) return;
    first.set(roomId, { roomId, seq: outcome.seq });
  });
  return [...first.values()];
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
