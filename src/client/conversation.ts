import type { PersonStatus } from '../protocol/index.js';
import { Channel } from './channel.js';
import type { ConversationSync } from './conversation-sync.js';
import { optional } from './deferred.js';
import type { ChannelEvents, ConversationSnapshot, Unsubscribe } from './types.js';

/** A private conversation. */
export class Conversation extends Channel<ConversationSnapshot> {
  readonly #sync: ConversationSync;

  /** Made by `chat.conversation()`. */
  constructor(sync: ConversationSync) {
    super(sync);
    this.#sync = sync;
  }

  on<E extends keyof ChannelEvents>(
    event: E,
    listener: (payload: ChannelEvents[E]) => void,
  ): Unsubscribe {
    return this.#sync.events.on(event, listener);
  }

  /** The other person's username. */
  get with(): string {
    return this.#sync.with;
  }

  /** The other person's presence, as far as the server has told. */
  get status(): PersonStatus | undefined {
    return this.#sync.status;
  }

  /**
   * Resolves when the newest messages have been loaded.
   * @throws ChatException `USER_NOT_FOUND`.
   */
  opened(): Promise<this> {
    return optional(this.#sync.opened().then(() => this));
  }
}
