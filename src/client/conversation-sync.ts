import {
  LIMITS,
  type Conversation as ConversationSummary,
  type PersonStatus,
  type StoredMessage,
} from '../protocol/index.js';
import type { ChannelContext } from './channel-context.js';
import { ChannelSync } from './channel-sync.js';
import { deferred } from './deferred.js';
import { toChatError } from './errors.js';
import { nameKey } from './names.js';
import type { Progress, QueuedMessage } from './send-queue.js';
import type { ConversationSnapshot } from './types.js';

/** Keeps a private conversation in step with the server. */
export class ConversationSync extends ChannelSync<ConversationSnapshot> {
  /** The program asked for it by name, so it is not forgotten. */
  wanted = false;
  #with: string;
  #status: PersonStatus | undefined;
  /** The newest `seq` by the server's list; there may be messages that were not loaded. */
  #listedSeq = 0;
  #loading = false;
  #opened = deferred<void>();

  constructor(context: ChannelContext, person: string) {
    super(context);
    this.#with = person;
  }

  get with(): string {
    return this.#with;
  }

  get status(): PersonStatus | undefined {
    return this.#status;
  }

  override get newest(): number {
    return this.log.last ?? this.#listedSeq;
  }

  /** Resolves when the newest messages are there. */
  opened(): Promise<void> {
    const { promise } = this.#opened;
    if (!this.loaded) void this.load();
    return promise;
  }

  /** Loads the newest messages, unless that was done or is under way. */
  async load(): Promise<void> {
    if (this.#loading || this.log.last !== undefined) return;
    this.#loading = true;
    try {
      const { messages } = await this.page({ limit: LIMITS.defaultPage });
      this.log.start(messages, messages.at(-1)?.seq ?? 0);
      this.loaded = true;
      this.error = undefined;
      this.changed();
      this.resume();
      this.#opened.resolve();
    } catch (error) {
      this.error = toChatError(error);
      this.changed();
      this.#opened.reject(error instanceof Error ? error : new Error(String(error)));
      this.#opened = deferred();
    }
    this.#loading = false;
  }

  /** The connection is back: what waits can be sent. */
  online(): void {
    this.restore(
      this.context.outbox.takeRestored(
        (entry) => entry.with !== undefined && nameKey(entry.with) === nameKey(this.#with),
      ),
    );
    this.resume();
    if (this.wanted || this.#loading) void this.load();
  }

  /**
   * What the server's list says of it; nothing, if it is not in the list.
   * @param known `newest` when the list was asked for.
   */
  listed(summary: ConversationSummary | undefined, known: number): void {
    if (summary) {
      this.#with = summary.with;
      if (summary.lastSeq < known) this.#restart();
      this.#listedSeq = summary.lastSeq;
      this.countUnread(summary.unread, summary.lastSeq);
    }
    if (this.log.last === undefined) return;
    this.log.exists(summary ? summary.lastSeq : this.log.last + 1);
    this.resume();
  }

  override receive(message: StoredMessage): void {
    super.receive(message);
    if (this.log.last === undefined) void this.load();
  }

  presence(status: PersonStatus): void {
    this.#status = status;
    this.changed();
  }

  protected address(): { with: string } {
    return { with: this.#with };
  }

  protected snapshot(): ConversationSnapshot {
    return {
      ...this.channelSnapshot(),
      with: this.#with,
      ...(this.#status && { status: this.#status }),
    };
  }

  protected async transmit(entry: QueuedMessage, progress: Progress): Promise<StoredMessage> {
    const { clientId, message } = entry;
    const { requests } = this.context;
    const send = (): { target: string; message: string; clientId: string } => {
      progress.onAttempt();
      return { target: this.#with, message, clientId };
    };
    const onRefused = progress.onRefused.bind(progress);
    return (await requests.ask('new pm', send, this.gate, onRefused)).message;
  }

  protected tellTyping(typing: boolean): void {
    // Volatile: whether it arrived makes no difference.
    void this.context.requests.once('typing', { target: this.#with, typing });
  }

  #restart(): void {
    if (this.log.last === undefined) return;
    this.reset();
    void this.load();
  }
}
