import { ChatException, LIMITS, type ChatError, type StoredMessage } from '../protocol/index.js';
import { deferred, type Deferred } from './deferred.js';
import { toChatError } from './errors.js';
import type { WaitingMessage } from './outbox.js';

/** Failed messages that are kept to be shown, for each room or conversation. */
const MOST_FAILED = 100;

/** A message of one's own that has no place in the log yet. */
export interface QueuedMessage extends Pick<WaitingMessage, 'clientId' | 'message' | 'at'> {
  state: 'sending' | 'failed';
  /** Why it failed; or, while it is being sent, why the server has not taken it so far. */
  error?: ChatError;
  /** It went out, now or in an earlier run, so the server may have it. */
  attempted: boolean;
  /** The server's copy, once it is known. */
  stored?: StoredMessage;
  result: Deferred<StoredMessage>;
}

/** How it goes with a message on its way. */
export interface Progress {
  /** Called before each attempt. */
  onAttempt(): void;
  /** Called when the server refused it for now. */
  onRefused(error: ChatError): void;
}

export interface SendQueuePorts {
  /** Sends until there is an answer that stands. */
  transmit(entry: QueuedMessage, progress: Progress): Promise<StoredMessage>;
  keep(entry: QueuedMessage): void;
  release(clientId: string): void;
  /** Is the client closed or refused, so that what waits is left for the next one? */
  over(): boolean;
  onStored(message: StoredMessage): void;
  onFailed(entry: QueuedMessage): void;
  /** An entry that is still being sent has changed. */
  onProgress(): void;
}

/** Refuses what the server would refuse, so that nobody waits to be online to hear of it. */
function checkText(message: unknown): void {
  const valid =
    typeof message === 'string' &&
    message.trim() !== '' &&
    Array.from(message).length <= LIMITS.message;
  if (valid) return;
  throw new ChatException('VALIDATION_FAILED', {
    fields: { message: [`must be text of 1 to ${LIMITS.message} characters, not blank`] },
  });
}

const sameText = (a: string, b: string): boolean =>
  a.normalize('NFC').trim() === b.normalize('NFC').trim();

/**
 * The messages that one has written in a room or conversation, in order. One at a time is under
 * way: only so does a retry of the first never come behind the second.
 */
export class SendQueue {
  readonly #ports: SendQueuePorts;
  #entries: QueuedMessage[] = [];
  #sending = false;
  #stopped: Error | undefined;

  constructor(ports: SendQueuePorts) {
    this.#ports = ports;
  }

  get entries(): readonly QueuedMessage[] {
    return this.#entries;
  }

  /** @throws ChatException what is wrong with the text, or that the outbox is full. */
  add(fresh: Pick<WaitingMessage, 'clientId' | 'message' | 'at'>): Promise<StoredMessage> {
    checkText(fresh.message);
    return this.#enqueue({ ...fresh, state: 'sending', attempted: false, result: deferred() });
  }

  /** Puts what an earlier run left before all that was written since. */
  restore(waiting: readonly WaitingMessage[]): void {
    const entries = waiting.map(({ clientId, message, at }): QueuedMessage => ({
      clientId,
      message,
      at,
      state: 'sending',
      attempted: true,
      result: deferred(),
    }));
    this.#entries = [...entries, ...this.#entries];
    void this.#pump();
  }

  /** @throws ChatException `VALIDATION_FAILED` if there is no such failed message. */
  retry(clientId: string): Promise<StoredMessage> {
    const entry = this.#failed(clientId);
    if (!entry) {
      throw new ChatException('VALIDATION_FAILED', { message: 'No such failed message' });
    }
    const { message, at, attempted } = entry;
    return this.#enqueue({
      clientId,
      message,
      at,
      attempted,
      state: 'sending',
      result: deferred(),
    });
  }

  discard(clientId: string): void {
    const entry = this.#failed(clientId);
    if (!entry) return;
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.#ports.release(clientId);
  }

  /** Might this message, read from the log, be one whose answer is still missing? */
  suspects({ message }: StoredMessage): boolean {
    return this.#entries.some(
      (entry) =>
        entry.state === 'sending' &&
        entry.attempted &&
        !entry.stored &&
        sameText(entry.message, message),
    );
  }

  /** Is this message one of the queue's, going by its `clientId`? Then that is its answer. */
  recognise(message: StoredMessage): boolean {
    const entry = this.#entries.find(({ clientId }) => clientId === message.clientId);
    if (entry) this.#settle(entry, message);
    return entry !== undefined;
  }

  /** Takes out what has its place in the log now; its `clientId`. */
  claim(seq: number): string | undefined {
    const entry = this.#entries.find(({ stored }) => stored?.seq === seq);
    if (!entry) return undefined;
    this.#entries = this.#entries.filter((other) => other !== entry);
    return entry.clientId;
  }

  /** The log begins anew: what was stored in the old one has no place in it. */
  forgetStored(): void {
    this.#entries = this.#entries.filter(({ stored }) => !stored);
  }

  /** Fails what waits, and what will be added. */
  stop(error: Error): void {
    this.#stopped = error;
    for (const entry of this.#entries) this.#fail(entry, error);
  }

  #enqueue(entry: QueuedMessage): Promise<StoredMessage> {
    if (this.#stopped) throw this.#stopped;
    this.#ports.keep(entry);
    const others = this.#entries.filter(({ clientId }) => clientId !== entry.clientId);
    this.#entries = [...others, entry];
    void this.#pump();
    return entry.result.promise;
  }

  async #pump(): Promise<void> {
    if (this.#sending) return;
    this.#sending = true;
    for (let entry = this.#nextToSend; entry; entry = this.#nextToSend) await this.#send(entry);
    this.#sending = false;
  }

  get #nextToSend(): QueuedMessage | undefined {
    return this.#entries.find(({ state, stored }) => state === 'sending' && !stored);
  }

  async #send(entry: QueuedMessage): Promise<void> {
    try {
      const message = await this.#ports.transmit(entry, {
        onAttempt: () => (entry.attempted = true),
        onRefused: (error) => {
          entry.error = error;
          this.#ports.onProgress();
        },
      });
      this.#settle(entry, message);
      this.#ports.onStored(message);
    } catch (error) {
      this.#fail(entry, error instanceof Error ? error : new Error(String(error)));
    }
  }

  #settle(entry: QueuedMessage, message: StoredMessage): void {
    if (entry.stored) return;
    entry.stored = message;
    this.#ports.release(entry.clientId);
    entry.result.resolve(message);
  }

  #fail(entry: QueuedMessage, error: Error): void {
    if (entry.stored || entry.state === 'failed') return;
    entry.state = 'failed';
    const told = toChatError(error);
    if (told) entry.error = told;
    else delete entry.error;
    if (!this.#ports.over()) this.#ports.release(entry.clientId);
    entry.result.reject(error);
    const failed = this.#entries.filter(({ state }) => state === 'failed');
    const oldest = failed.length > MOST_FAILED ? failed[0] : undefined;
    if (oldest) this.#entries = this.#entries.filter((other) => other !== oldest);
    this.#ports.onFailed(entry);
  }

  #failed(clientId: string): QueuedMessage | undefined {
    return this.#entries.find((entry) => entry.clientId === clientId && entry.state === 'failed');
  }
}
