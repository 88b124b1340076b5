import {
  LIMITS,
  type ChatError,
  type RoomHistoryResult,
  type StoredMessage,
} from '../protocol/index.js';
import type { Clock } from './clock.js';
import type { Credentials } from './credentials.js';
import { optional } from './deferred.js';
import { Emitter } from './emitter.js';
import { toChatError } from './errors.js';
import { Gate } from './gate.js';
import { MessageLog } from './message-log.js';
import type { Outbox, WaitingMessage } from './outbox.js';
import { ReadState } from './read-state.js';
import { ReadTeller } from './read-teller.js';
import type { Requests } from './requests.js';
import { SendQueue, type Progress, type QueuedMessage } from './send-queue.js';
import type { Session } from './session.js';
import { Store } from './store.js';
import { TypingThrottle, Typists } from './typing.js';
import type {
  ChannelSnapshot,
  ChatMessage,
  HistoryRange,
  RoomEvents,
  SentMessage,
  UnsentMessage,
} from './types.js';

/**
 * How long what is missing may still be on its way, before it is fetched: the answer to one's own
 * send often comes a moment after the messages that were stored together with it.
 */
const GAP_GRACE_MS = 100;
/** After the server could not give a page of history. */
const GAP_RETRY_MS = 10_000;

/** What rooms and conversations share of their client. */
export interface ChannelContext {
  session: Session;
  requests: Requests;
  clock: Clock;
  credentials: Credentials;
  outbox: Outbox;
  windowSize: number;
  nextClientId(): string;
  /** Something changed that the client's own snapshot may show: names, unread counts. */
  onChange(): void;
  /** The server said who one is. Resolves when what an earlier run left for this user is loaded. */
  identified(username: string, token: string | undefined): Promise<void>;
}

/** Keeps the log of a room or private conversation in step with the server's. */
export abstract class ChannelSync<Snapshot extends ChannelSnapshot> {
  readonly events = new Emitter<RoomEvents>();
  readonly store: Store<Snapshot>;
  /** Open while the server, on the live connection, takes requests for this channel. */
  readonly gate = new Gate();
  readonly queue: SendQueue;
  protected readonly context: ChannelContext;
  protected readonly log = new MessageLog();
  protected loaded = false;
  protected error: ChatError | undefined;
  readonly #typists: Typists;
  readonly #throttle: TypingThrottle;
  readonly #readTeller: ReadTeller;
  #shown: SentMessage[] = [];
  #messages: readonly ChatMessage[] | undefined;
  #read = new ReadState();
  #fetching = false;
  #cancelFetch: (() => void) | undefined;

  constructor(context: ChannelContext) {
    this.context = context;
    this.store = new Store(() => this.snapshot());
    this.#throttle = new TypingThrottle(context.clock);
    this.#typists = new Typists(context.clock, (usernames) => {
      this.changed();
      this.events.emit('typing', usernames);
    });
    this.#readTeller = new ReadTeller(context.clock, {
      untold: () => this.#read.untold,
      tell: (seq) =>
        context.requests.ask('mark read', () => ({ ...this.address(), seq }), this.gate),
      onTold: (seq) => this.#read.told(seq),
    });
    this.queue = new SendQueue({
      transmit: (entry, progress) => this.transmit(entry, progress),
      keep: (entry) => context.outbox.add({ ...this.address(), ...waiting(entry) }),
      release: (clientId) => context.outbox.remove(clientId),
      over: () => context.session.gate.ended !== undefined,
      onStored: (message) => this.receive(message),
      onProgress: () => this.#redraw(),
      onFailed: (entry) => {
        this.#redraw();
        this.events.emit('failed', this.#unsent(entry));
        this.settle();
        this.#fetchSoon(0);
      },
    });
  }

  /** How requests and stored messages name it. */
  protected abstract address(): { room: string } | { with: string };
  protected abstract snapshot(): Snapshot;
  protected abstract transmit(entry: QueuedMessage, progress: Progress): Promise<StoredMessage>;
  protected abstract tellTyping(typing: boolean): void;

  send(message: string): Promise<StoredMessage> {
    const clientId = this.context.nextClientId();
    const at = new Date(this.context.clock.now()).toISOString();
    const result = this.queue.add({ clientId, message, at });
    this.#throttle.admits(false);
    this.#redraw();
    return result;
  }

  retry(clientId: string): Promise<StoredMessage> {
    const result = this.queue.retry(clientId);
    this.#redraw();
    return result;
  }

  discard(clientId: string): void {
    this.queue.discard(clientId);
    this.#redraw();
  }

  page(range: HistoryRange): Promise<RoomHistoryResult> {
    return this.context.requests.ask(
      'room history',
      () => ({ ...range, ...this.address() }),
      this.gate,
    );
  }

  typing(typing: boolean): void {
    if (this.gate.isOpen && this.#throttle.admits(typing)) this.tellTyping(typing);
  }

  async markRead(seq = this.newest): Promise<void> {
    if (this.#read.mark(Math.min(seq, this.newest), this.#othersAfter)) this.changed();
    await this.#readTeller.tell();
  }

  /** The newest `seq` that is known to its reader. */
  get newest(): number {
    return this.log.last ?? 0;
  }

  /** A stored message came, from wherever. */
  receive(message: StoredMessage): void {
    this.queue.recognise(message);
    this.log.offer(message);
    this.#typists.remove(message.username);
    this.settle();
    // Shown before it was known to be one's own: the entry in the queue is the same message.
    if (message.seq <= (this.log.last ?? 0)) this.queue.claim(message.seq);
    this.#redraw();
    this.#fetchSoon(GAP_GRACE_MS);
  }

  someoneTypes(username: string, typing: boolean): void {
    if (typing) this.#typists.add(username);
    else this.#typists.remove(username);
  }

  /** The connection is gone. */
  offline(): void {
    this.gate.shut();
    this.#typists.clear();
  }

  /** It is over: what waits and what comes is rejected with `error`. */
  end(error: Error): void {
    this.gate.end(error);
    this.#cancelFetch?.();
    this.#typists.clear();
    this.queue.stop(error);
  }

  /** Requests can be made: sends what waits, and gets what is missing. */
  protected resume(): void {
    this.gate.open();
    this.settle();
    this.log.endHistory();
    this.#fetchSoon(0);
    void optional(this.#readTeller.tell());
  }

  protected restore(entries: readonly WaitingMessage[]): void {
    if (entries.length === 0) return;
    this.queue.restore(entries);
    this.#redraw();
  }

  /** Forgets the log: the server does not continue it. */
  protected reset(): void {
    this.log.reset();
    this.queue.forgetStored();
    this.#shown = [];
    this.#read = new ReadState();
    this.loaded = false;
    this.#redraw();
    this.events.emit('reset', undefined);
  }

  /** Shows what has its place now. */
  protected settle(): void {
    for (let message = this.log.next; message; message = this.log.next) {
      if (this.#suspected(message)) return;
      this.log.advance();
      this.#show(message);
    }
  }

  /** What the server counted as unread among the messages up to `lastSeq`. */
  protected countUnread(unread: number, lastSeq: number): void {
    this.#read.counted(unread, lastSeq, this.#othersAfter);
    this.changed();
  }

  protected changed(): void {
    this.store.changed();
    this.context.onChange();
  }

  protected channelSnapshot(): ChannelSnapshot {
    this.#messages ??= [...this.#shown, ...this.queue.entries.map((entry) => this.#unsent(entry))];
    return {
      messages: this.#messages,
      unread: this.#read.unread,
      lastSeq: this.newest,
      typing: this.#typists.usernames,
      loaded: this.loaded,
      ...(this.error && { error: this.error }),
    };
  }

  /** May it be one's own whose answer is missing? Showing it now could show it twice. */
  #suspected(message: StoredMessage): boolean {
    if (message.clientId !== undefined) return false;
    return this.#isMine(message) !== false && this.queue.suspects(message);
  }

  #isMine(message: StoredMessage): boolean | undefined {
    return this.context.credentials.isMe(message.username);
  }

  #show(stored: StoredMessage): void {
    const claimed = this.queue.claim(stored.seq);
    const mine = claimed !== undefined || this.#isMine(stored) === true;
    const message: SentMessage = { ...stored, key: claimed ?? stored.id, mine, state: 'sent' };
    this.#shown.push(message);
    if (this.#shown.length > this.context.windowSize) this.#shown.shift();
    const isNew = stored.seq > this.log.history;
    if (isNew && !mine) this.#read.arrived(stored.seq);
    this.#redraw();
    if (isNew) this.events.emit('message', message);
  }

  #unsent(entry: QueuedMessage): UnsentMessage {
    const { clientId, message, at, state, error } = entry;
    const { username } = this.context.credentials;
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

  readonly #othersAfter = (seq: number): number =>
    this.#shown.filter((message) => !message.mine && message.seq > seq).length;

  #redraw(): void {
    this.#messages = undefined;
    this.changed();
  }

  #fetchSoon(delayMs: number): void {
    if (!this.log.behind || this.#fetching || this.gate.ended) return;
    // A later gap does not put off the fetch for an earlier one.
    if (this.#cancelFetch && delayMs > 0) return;
    this.#cancelFetch?.();
    this.#cancelFetch = this.context.clock.after(delayMs, () => {
      this.#cancelFetch = undefined;
      void this.#fetchMissing();
    });
  }

  async #fetchMissing(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    let retryMs = 0;
    try {
      while (this.log.behind) await this.#fetchPage();
      this.error = undefined;
    } catch (error) {
      // The server has no page for us now: a later attempt may succeed. Or the gate was ended.
      if (!this.gate.ended) this.error = toChatError(error);
      retryMs = GAP_RETRY_MS;
    }
    this.changed();
    this.#fetching = false;
    this.#fetchSoon(retryMs);
  }

  async #fetchPage(): Promise<void> {
    let after = 0;
    let known = 0;
    const { messages } = await this.context.requests.ask(
      'room history',
      () => {
        after = this.log.last ?? 0;
        known = this.log.target;
        return { ...this.address(), after, limit: LIMITS.maxPage };
      },
      this.gate,
    );
    this.log.acceptPage(messages, after, known);
    this.settle();
  }
}

function waiting({ clientId, message, at }: QueuedMessage): Omit<WaitingMessage, 'room' | 'with'> {
  return { clientId, message, at };
}
