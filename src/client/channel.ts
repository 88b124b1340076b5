import type { RoomHistoryResult, StoredMessage } from '../protocol/index.js';
import type { ChannelSync } from './channel-sync.js';
import { optional } from './deferred.js';
import type {
  ChannelEvents,
  ChannelSnapshot,
  ChatMessage,
  HistoryOptions,
  HistoryRange,
  Unsubscribe,
} from './types.js';

/**
 * A room or a private conversation: an ordered log of messages that one can write to. Code that
 * serves both takes a `Channel`.
 */
export abstract class Channel<
  Snapshot extends ChannelSnapshot = ChannelSnapshot,
  Events extends ChannelEvents = ChannelEvents,
> {
  /** Calls `listener` after each change of `snapshot`. Bound, for `useSyncExternalStore`. */
  readonly subscribe: (listener: () => void) => Unsubscribe;
  /** The snapshot as a bound function, for `useSyncExternalStore`. */
  readonly getSnapshot: () => Snapshot;
  readonly #sync: ChannelSync<Snapshot>;

  /** Made by the client: `chat.join()`, `chat.conversation()`. */
  constructor(sync: ChannelSync<Snapshot>) {
    this.#sync = sync;
    this.subscribe = sync.store.subscribe;
    this.getSnapshot = sync.store.getSnapshot;
  }

  abstract on<E extends keyof Events>(
    event: E,
    listener: (payload: Events[E]) => void,
  ): Unsubscribe;

  /** What there is to draw. The same object until something changes. */
  get snapshot(): Snapshot {
    return this.getSnapshot();
  }

  /** See `ChannelSnapshot`. */
  get messages(): readonly ChatMessage[] {
    return this.snapshot.messages;
  }

  get unread(): number {
    return this.snapshot.unread;
  }

  get lastSeq(): number {
    return this.snapshot.lastSeq;
  }

  get typists(): readonly string[] {
    return this.snapshot.typing;
  }

  /**
   * Sends a text. It is shown as `sending` at once, waits while the client is offline, and is tried
   * until the server has stored it or said no. Messages of one room are stored in the order of the
   * calls: each is sent when the one before it is settled.
   * @param message 1–4,000 characters, not blank.
   * @returns the stored message.
   * @throws ChatException what the server said, `NOT_IN_ROOM` after leaving, `RATE_LIMITED` if the
   *   outbox is full; ClientClosedError.
   */
  send(message: string): Promise<StoredMessage> {
    return optional(this.#try(() => this.#sync.send(message)));
  }

  /** Sends a failed message again, under the same `clientId`. */
  retry(clientId: string): Promise<StoredMessage> {
    return optional(this.#try(() => this.#sync.retry(clientId)));
  }

  /** Takes a failed message off `messages`. */
  discard(clientId: string): void {
    this.#sync.discard(clientId);
  }

  /**
   * Stored messages, one after another, in pages as they are asked for: newest first from `before`
   * (default: the newest there is), or oldest first from `after`. Both are exclusive.
   */
  async *history(options: HistoryOptions = {}): AsyncGenerator<StoredMessage, void, undefined> {
    let range = options;
    for (;;) {
      const { messages, complete } = await this.page(range);
      const forth = 'after' in range;
      const edge = forth ? messages.at(-1) : messages[0];
      yield* forth ? messages : messages.toReversed();
      if (complete || !edge) return;
      range = forth ? { after: edge.seq } : { before: edge.seq };
    }
  }

  /** One page of history, oldest first; `complete: false` says that there is more that way. */
  page(range: HistoryRange = {}): Promise<RoomHistoryResult> {
    return optional(this.#sync.page(range));
  }

  /** Tells the others that one is typing (at most every three seconds), or no longer. */
  typing(typing = true): void {
    this.#sync.typing(typing);
  }

  /** Marks everything up to `seq` (default: the newest) as read. */
  markRead(seq?: number): Promise<void> {
    return optional(this.#sync.markRead(seq));
  }

  /** What is thrown becomes a rejection. */
  async #try<T>(task: () => Promise<T>): Promise<T> {
    return task();
  }
}
