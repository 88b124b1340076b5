import type { QueuedMessage } from './send-queue.js';
import type { ChatMessage, SentMessage, UnsentMessage } from './types.js';

/** A message of one's own as it is shown while it has no place in the log. */
export function unsentMessage(entry: QueuedMessage, username: string | undefined): UnsentMessage {
  const { clientId, message, at, state, error } = entry;
  return {
    key: clientId,
    clientId,
    message,
    at,
    state,
    mine: true,
    ...(username !== undefined && { username }),
    ...(error && { error }),
  };
}

/** The newest messages that are shown: so many stored ones, then those that one has not sent yet. */
export class MessageWindow {
  readonly #size: number;
  readonly #unsent: () => readonly UnsentMessage[];
  #sent: SentMessage[] = [];
  #all: readonly ChatMessage[] | undefined;

  constructor(size: number, unsent: () => readonly UnsentMessage[]) {
    this.#size = size;
    this.#unsent = unsent;
  }

  /** The same array until something changes. */
  get all(): readonly ChatMessage[] {
    this.#all ??= [...this.#sent, ...this.#unsent()];
    return this.#all;
  }

  /** The next stored message; the oldest one may have to go. */
  add(message: SentMessage): void {
    this.#sent.push(message);
    if (this.#sent.length > this.#size) this.#sent.shift();
    this.changed();
  }

  /** The unsent ones are no longer the same. */
  changed(): void {
    this.#all = undefined;
  }

  /** The log begins anew. */
  reset(): void {
    this.#sent = [];
    this.changed();
  }

  /** How many messages of others, after a `seq`, are shown. */
  readonly othersAfter = (seq: number): number =>
    this.#sent.filter((message) => !message.mine && message.seq > seq).length;
}
