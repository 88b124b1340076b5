import type { Conversation as ConversationSummary, StoredMessage } from '../protocol/index.js';
import type { ChannelContext } from './channel-context.js';
import { ConversationSync } from './conversation-sync.js';
import { Conversation } from './conversation.js';
import { nameKey } from './names.js';

/** Conversations that other people began are forgotten beyond so many. They stay on the server. */
const MOST_CONVERSATIONS = 1_000;

interface Entry {
  sync: ConversationSync;
  conversation: Conversation;
}

/** The private conversations that the client knows of. */
export class ConversationList {
  readonly #context: ChannelContext;
  readonly #onNew: (conversation: Conversation) => void;
  /** By name; the newest activity last. */
  readonly #entries = new Map<string, Entry>();

  constructor(context: ChannelContext, onNew: (conversation: Conversation) => void) {
    this.#context = context;
    this.#onNew = onNew;
  }

  /** The newest activity first. */
  get all(): Conversation[] {
    return [...this.#entries.values()].map(({ conversation }) => conversation).toReversed();
  }

  get syncs(): ConversationSync[] {
    return [...this.#entries.values()].map(({ sync }) => sync);
  }

  find(person: string): ConversationSync | undefined {
    return this.#entries.get(nameKey(person))?.sync;
  }

  /** The one with a person, whether or not anybody has written. */
  open(person: string): Conversation {
    const { sync, conversation } = this.#entries.get(nameKey(person)) ?? this.#add(person);
    sync.wanted = true;
    void sync.load();
    return conversation;
  }

  /** A private message came. */
  receive(person: string, message: StoredMessage): void {
    const key = nameKey(person);
    const known = this.#entries.get(key);
    const entry = known ?? this.#add(person);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (!known) this.#onNew(entry.conversation);
    entry.sync.receive(message);
  }

  /** What an earlier run left waits for these people. */
  restore(people: readonly string[]): void {
    for (const person of people) {
      const { sync } = this.#entries.get(nameKey(person)) ?? this.#add(person);
      sync.wanted = true;
      sync.online();
    }
  }

  /** The connection is back: sends what waits, and gets what was missed. */
  async online(): Promise<void> {
    for (const sync of this.syncs) sync.online();
    let known = new Map<ConversationSync, number>();
    const summaries = await this.#ask(() => {
      known = new Map(this.syncs.map((sync) => [sync, sync.newest]));
    });
    const listed = new Map(summaries.map((summary) => [nameKey(summary.with), summary]));
    // The server's list begins with the newest.
    for (const [key, summary] of [...listed].toReversed()) {
      if (!this.#entries.has(key)) this.#onNew(this.#add(summary.with).conversation);
    }
    for (const [key, { sync }] of this.#entries) sync.listed(listed.get(key), known.get(sync) ?? 0);
  }

  async #ask(onAttempt: () => void): Promise<ConversationSummary[]> {
    try {
      const { conversations } = await this.#context.requests.ask('list conversations', () => {
        onAttempt();
        return {};
      });
      return conversations;
    } catch {
      // Without the list each open conversation is asked for by itself.
      return [];
    }
  }

  #add(person: string): Entry {
    const sync = new ConversationSync(this.#context, person);
    const entry = { sync, conversation: new Conversation(sync) };
    this.#forgetOne();
    this.#entries.set(nameKey(person), entry);
    const { gate } = this.#context.session;
    if (gate.isOpen) sync.gate.open();
    if (gate.ended) sync.end(gate.ended);
    this.#context.onChange();
    return entry;
  }

  #forgetOne(): void {
    if (this.#entries.size < MOST_CONVERSATIONS) return;
    for (const [key, { sync }] of this.#entries) {
      if (sync.wanted || sync.store.watched) continue;
      this.#entries.delete(key);
      return;
    }
  }
}
