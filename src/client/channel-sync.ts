import type { ChatError, RoomHistoryResult, StoredMessage } from '../protocol/index.js';
import type { ChannelContext } from './channel-context.js';
import { optional } from './deferred.js';
import { Emitter } from './emitter.js';
import { GapFiller } from './gap-filler.js';
import { Gate } from './gate.js';
import { MessageLog } from './message-log.js';
import { MessageWindow, unsentMessage } from './message-window.js';
import type { WaitingMessage } from './outbox.js';
import { ReadState } from './read-state.js';
import { ReadTeller } from './read-teller.js';
import { SendQueue, type Progress, type QueuedMessage } from './send-queue.js';
import { Store } from './store.js';
import { TypingThrottle, Typists } from './typing.js';
import type {
  ChannelSnapshot,
  HistoryRange,
  RoomEvents,
  SentMessage,
  UnsentMessage,
} from './types.js';

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
  readonly #read = new ReadState();
  readonly #readTeller: ReadTeller;
  readonly #window: MessageWindow;
  readonly #gaps: GapFiller;

  constructor(context: ChannelContext) {
    this.context = context;
    this.store = new Store(() => this.snapshot());
    this.#throttle = new TypingThrottle(context.clock);
    this.#typists = new Typists(context.clock, (usernames) => {
      this.changed();
      this.events.emit('typing', usernames);
    });
    this.#window = new MessageWindow(context.windowSize, () =>
      this.queue.entries.map((entry) => this.#unsent(entry)),
    );
    this.#gaps = new GapFiller(context.clock, this.log, this.gate, {
      ask: (range) => this.#askHistory(range),
      onPage: () => this.#settle(),
      onOutcome: (error) => {
        this.error = error;
        this.changed();
      },
    });
    this.#readTeller = new ReadTeller(context.clock, this.#read, (seq) =>
      context.requests.ask('mark read', () => ({ ...this.address(), seq }), this.gate),
    );
    this.queue = this.#newQueue();
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
    return this.#askHistory(() => range);
  }

  typing(typing: boolean): void {
    if (this.gate.isOpen && this.#throttle.admits(typing)) this.tellTyping(typing);
  }

  async markRead(seq = this.newest): Promise<void> {
    if (this.#read.mark(Math.min(seq, this.newest), this.#window.othersAfter)) this.changed();
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
    this.#settle();
    // Shown before it was known to be one's own: the entry in the queue is the same message.
    if (message.seq <= (this.log.last ?? 0)) this.queue.claim(message.seq);
    this.#redraw();
    this.#gaps.fillSoon();
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
    this.#gaps.stop();
    this.#typists.clear();
    this.queue.stop(error);
  }

  /** Requests can be made: sends what waits, and gets what is missing. */
  protected resume(): void {
    this.gate.open();
    this.#settle();
    this.log.endHistory();
    this.#gaps.fillNow();
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
    this.#window.reset();
    this.#read.reset();
    this.loaded = false;
    this.changed();
    this.events.emit('reset', undefined);
  }

  /** What the server counted as unread among the messages up to `lastSeq`. */
  protected countUnread(unread: number, lastSeq: number): void {
    this.#read.counted(unread, lastSeq, this.#window.othersAfter);
    this.changed();
  }

  protected changed(): void {
    this.store.changed();
    this.context.onChange();
  }

  protected channelSnapshot(): ChannelSnapshot {
    return {
      messages: this.#window.all,
      unread: this.#read.unread,
      lastSeq: this.newest,
      typing: this.#typists.usernames,
      loaded: this.loaded,
      ...(this.error && { error: this.error }),
    };
  }

  #newQueue(): SendQueue {
    const { outbox, session } = this.context;
    return new SendQueue({
      transmit: (entry, progress) => this.transmit(entry, progress),
      keep: ({ clientId, message, at }) => outbox.add({ ...this.address(), clientId, message, at }),
      release: (clientId) => outbox.remove(clientId),
      over: () => session.gate.ended !== undefined,
      onStored: (message) => this.receive(message),
      onProgress: () => this.#redraw(),
      onFailed: (entry) => {
        this.#redraw();
        this.events.emit('failed', this.#unsent(entry));
        this.#settle();
        this.#gaps.fillNow();
      },
    });
  }

  /** Shows what has its place now. */
  #settle(): void {
    for (let message = this.log.next; message; message = this.log.next) {
      if (this.#suspected(message)) return;
      this.log.advance();
      this.#show(message);
    }
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
    this.#window.add(message);
    const isNew = stored.seq > this.log.history;
    if (isNew && !mine) this.#read.arrived(stored.seq);
    this.changed();
    if (isNew) this.events.emit('message', message);
  }

  #unsent(entry: QueuedMessage): UnsentMessage {
    return unsentMessage(entry, this.context.credentials.username);
  }

  #redraw(): void {
    this.#window.changed();
    this.changed();
  }

  #askHistory(range: () => HistoryRange): Promise<RoomHistoryResult> {
    return this.context.requests.ask(
      'room history',
      () => ({ ...range(), ...this.address() }),
      this.gate,
    );
  }
}
