import { ChatClient, systemClock, type Channel, type Clock, type Room } from 'nest-parley/client';
import type { StoredMessage } from 'nest-parley/protocol';
import { pairKey, roomKey } from '../history/conversation-key.js';
import type { HistoryRecorder } from '../history/history.recorder.js';
import { placeOf, recordingTransport, type Recorded } from './recording.transport.js';

/** How long a request may be without an answer before the client takes it for lost. */
export const ANSWER_MS = 10_000;
const LONGEST_PAUSE_MS = 1_000;

/**
 * The clock of clients that wait a second at most before they try again, where others wait up to
 * twenty: what is measured is when the server serves again, not when a client happens to ask.
 */
const impatientClock: Clock = {
  ...systemClock,
  after: (ms, task) =>
    systemClock.after(ms === ANSWER_MS ? ms : Math.min(ms, LONGEST_PAUSE_MS), task),
};

/** A device of a user: the client library, with everything that it says, hears and shows written down. */
export class Person {
  readonly chat: ChatClient;
  readonly user: string;
  private readonly client: string;
  /** Up to which `seq` each conversation is shown. */
  private readonly shown = new Map<string, number>();
  /** Why sends failed for good: none should. */
  readonly failures: Error[] = [];
  private readonly pending = new Set<Promise<unknown>>();
  private dialled = '';

  constructor(
    private readonly recorder: HistoryRecorder,
    private readonly recorded: Recorded,
    /** Of another device of the same user. */
    token?: string,
  ) {
    this.user = recorded.user;
    this.client = recorded.client;
    this.chat = new ChatClient({
      url: 'recorded:',
      username: recorded.user,
      ...(token !== undefined && { token }),
      transport: recordingTransport(recorder, { ...recorded, dial: () => this.dial() }),
      clock: impatientClock,
      requestTimeoutMs: ANSWER_MS,
    });
  }

  /** The node of the latest connection, or of the attempt at one. */
  get node(): string {
    return this.dialled;
  }

  get isOnline(): boolean {
    return this.chat.connection === 'online';
  }

  /** Sends that no one knows the outcome of yet. */
  get unanswered(): number {
    return this.pending.size;
  }

  async join(name: string): Promise<Room> {
    const room = await this.chat.join(name);
    this.watch(room, roomKey(name));
    return room;
  }

  async converse(other: string): Promise<void> {
    const conversation = this.chat.conversation(other);
    await conversation.opened();
    this.watch(conversation, pairKey(this.user, other));
  }

  async leave(name: string): Promise<void> {
    const left = this.chat.room(name)?.leave();
    this.show('hide', roomKey(name));
    this.shown.delete(roomKey(name));
    await left;
  }

  /** The same text is never sent twice: it is what a history knows a message by. */
  send(channel: Channel, text: string): Promise<StoredMessage | undefined> {
    const sent = channel.send(text).catch((error: unknown) => {
      this.failures.push(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    });
    this.pending.add(sent);
    return sent.finally(() => this.pending.delete(sent));
  }

  /** Where this person is in each conversation that they show. */
  get places(): ReadonlyMap<string, number> {
    return this.shown;
  }

  /** Shows nothing from now on. */
  hideAll(): void {
    for (const room of this.shown.keys()) this.show('hide', room);
    this.shown.clear();
  }

  close(): void {
    this.chat.close();
  }

  private dial(): ReturnType<Recorded['dial']> {
    const way = this.recorded.dial();
    this.dialled = way.node;
    return way;
  }

  private watch(channel: Channel, room: string): void {
    if (this.shown.has(room)) return;
    this.show('show', room);
    this.shown.set(room, channel.lastSeq);
    for (const message of channel.messages) {
      if (message.state === 'sent') this.apply(room, message);
    }
    channel.on('message', (message) => this.apply(room, message));
    channel.on('reset', () => {
      this.show('reset', room);
      this.shown.set(room, 0);
    });
  }

  private apply(room: string, message: StoredMessage): void {
    if (!this.shown.has(room)) return;
    const { client, user } = this.recorded;
    this.shown.set(room, message.seq);
    this.recorder.add({ op: 'apply', client, user, message: placeOf(message) });
  }

  private show(op: 'show' | 'reset' | 'hide', room: string): void {
    this.recorder.add({ op, client: this.client, user: this.user, room });
  }
}
