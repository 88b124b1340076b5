import { Injectable, Logger } from '@nestjs/common';
import { ChatException } from '../protocol/index.js';
import { CommitObserver } from './commit.observer.js';
import { MessageAppender } from './message-appender.js';
import { MessageRepository, type AppendOutcome, type Draft } from './message.repository.js';
import { Outbox } from './outbox.js';
import type { LogPosition } from './outbox.repository.js';
import { RoomBroadcaster, type Delivery } from './room-broadcaster.js';

/** The most drafts that one transaction takes. */
const MAX_BATCH = 1_000;
/** The most drafts that may wait for a transaction; one more is refused. */
const MAX_WAITING = 10_000;
/** What a sender that was refused is told to wait. Milliseconds. */
const RETRY_AFTER_MS = 1_000;

interface Waiting {
  readonly draft: Draft;
  readonly delivery: (seq: number) => Delivery;
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (reason: ChatException) => void;
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
  private waiting: Waiting[] = [];
  private committing: Promise<void> | undefined;

  constructor(
    private readonly messages: MessageRepository,
    private readonly broadcaster: RoomBroadcaster,
    private readonly outbox: Outbox,
    private readonly observer: CommitObserver,
  ) {
    super();
  }

  /** Messages that wait for a transaction. */
  get queueLength(): number {
    return this.waiting.length;
  }

  /** Resolves when it has been committed. UNAVAILABLE: too much waits, or the database failed. */
  override append(draft: Draft, delivery: (seq: number) => Delivery): Promise<AppendOutcome> {
    if (this.waiting.length >= MAX_WAITING) {
      return Promise.reject(new ChatException('UNAVAILABLE', { retryAfterMs: RETRY_AFTER_MS }));
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ draft, delivery, resolve, reject });
      this.committing ??= this.commitAll();
    });
  }

  /** Resolves when everything that was appended has been answered. */
  async drain(): Promise<void> {
    await this.committing;
  }

  private async commitAll(): Promise<void> {
    await nextTurn();
    while (this.waiting.length > 0) {
      const batch = this.waiting.slice(0, MAX_BATCH);
      this.waiting = this.waiting.slice(MAX_BATCH);
      await this.outbox.inTurn(() => this.commit(batch));
    }
    this.committing = undefined;
  }

  private async commit(batch: readonly Waiting[]): Promise<void> {
    let outcomes: AppendOutcome[];
    const began = performance.now();
    try {
      outcomes = await this.messages.appendAll(batch.map(({ draft }) => draft));
    } catch (cause) {
      this.observer.failed();
      const refusal = new ChatException('UNAVAILABLE', { cause, retryAfterMs: RETRY_AFTER_MS });
      for (const { reject } of batch) reject(refusal);
      return;
    }
    this.observer.committed(batch.length, (performance.now() - began) / 1_000);
    try {
      await this.fanOut(batch, outcomes);
    } catch (fault) {
      // It is committed, and its senders must hear so: a live event is a hint.
      this.logger.error(fault, 'Committed messages were not delivered live');
    }
    batch.forEach(({ resolve }, at) => resolve(outcomes[at] ?? { kind: 'no-such-room' }));
  }

  private async fanOut(
    batch: readonly Waiting[],
    outcomes: readonly AppendOutcome[],
  ): Promise<void> {
    const late = behindOutbox(batch, outcomes);
    const held = late.length > 0 ? await this.outbox.deliverBefore(late) : undefined;
    const deliveries = batch.flatMap(({ draft, delivery }, at) => {
      const outcome = outcomes[at];
      if (outcome?.kind !== 'appended' || outcome.outbox === 'this') return [];
      return held?.has(draft.roomId) ? [] : [delivery(outcome.seq)];
    });
    if (deliveries.length > 0) this.broadcaster.deliver(deliveries);
  }
}

/** In each room that has earlier messages in the outbox, the first message of the batch. */
function behindOutbox(
  batch: readonly Waiting[],
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
