import { Injectable } from '@nestjs/common';
import { ChatException } from '../protocol/index.js';
import { MessageRepository, type AppendOutcome, type Draft } from './message.repository.js';
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
export class MessageLog {
  private waiting: Waiting[] = [];
  private committing: Promise<void> | undefined;

  constructor(
    private readonly messages: MessageRepository,
    private readonly broadcaster: RoomBroadcaster,
  ) {}

  /**
   * Takes a draft's place in the order at once; resolves when it has been committed.
   * @param delivery who is to see it live, once its `seq` is known.
   * @throws ChatException UNAVAILABLE: too much waits, or the database failed and nothing was stored.
   */
  append(draft: Draft, delivery: (seq: number) => Delivery): Promise<AppendOutcome> {
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
      await this.commit(batch);
    }
    this.committing = undefined;
  }

  private async commit(batch: readonly Waiting[]): Promise<void> {
    let outcomes: AppendOutcome[];
    try {
      outcomes = await this.messages.appendAll(batch.map(({ draft }) => draft));
    } catch (cause) {
      const refusal = new ChatException('UNAVAILABLE', { cause, retryAfterMs: RETRY_AFTER_MS });
      for (const { reject } of batch) reject(refusal);
      return;
    }
    this.fanOut(batch, outcomes);
    batch.forEach(({ resolve }, at) => resolve(outcomes[at] ?? { kind: 'no-such-room' }));
  }

  private fanOut(batch: readonly Waiting[], outcomes: readonly AppendOutcome[]): void {
    const deliveries = batch.flatMap(({ delivery }, at) => {
      const outcome = outcomes[at];
      return outcome?.kind === 'appended' ? [delivery(outcome.seq)] : [];
    });
    if (deliveries.length > 0) this.broadcaster.deliver(deliveries);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
