import {
  ChatException,
  type ChatError,
  type JoinRoomResult,
  type ListMembersPayload,
  type ListMembersResult,
  type Notice,
  type PresenceEvent,
  type RoomMembersEvent,
  type StoredMessage,
} from '../protocol/index.js';
import type { ChannelContext } from './channel-context.js';
import { ChannelSync } from './channel-sync.js';
import { deferred } from './deferred.js';
import { toChatError } from './errors.js';
import { MemberList } from './member-list.js';
import { nameKey } from './names.js';
import type { Progress, QueuedMessage } from './send-queue.js';
import type { RoomNotice, RoomSnapshot } from './types.js';

const MOST_NOTICES = 100;

/** Keeps a joined room in step with the server. */
export class RoomSync extends ChannelSync<RoomSnapshot> {
  /** Settled by the first join. */
  readonly joined = deferred<void>();
  readonly #requested: string;
  readonly #previous: Promise<void>;
  readonly #onLeft: (leaving: Promise<void>) => void;
  readonly #members = new MemberList();
  #name: string;
  #state: RoomSnapshot['state'] = 'joining';
  #count = 0;
  #notices: readonly RoomNotice[] = [];
  #noticesSeen = 0;
  #joining = false;

  /**
   * @param previous settled when this room, as it was joined before, has been left.
   * @param onLeft is passed what is settled when the server knows it.
   */
  constructor(
    context: ChannelContext,
    name: string,
    previous: Promise<void>,
    onLeft: (leaving: Promise<void>) => void,
  ) {
    super(context);
    this.#previous = previous;
    this.#requested = name;
    this.#name = name;
    this.#onLeft = onLeft;
  }

  get name(): string {
    return this.#name;
  }

  /** Is this the name as it was asked for, or as the server writes it? */
  answersTo(name: string): boolean {
    const key = nameKey(name);
    return key === nameKey(this.#requested) || key === nameKey(this.#name);
  }

  /** Joins, or joins again after a reconnect, unless it already tries to. */
  async join(): Promise<void> {
    if (this.#joining || this.#state === 'left') return;
    this.#joining = true;
    try {
      this.#enter(await this.#askToJoin());
      this.joined.resolve();
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      this.joined.reject(reason);
      if (this.context.session.gate.ended === undefined) this.#goOut(reason, toChatError(reason));
    }
    this.#joining = false;
  }

  async leave(): Promise<void> {
    if (this.#state === 'left') return;
    const leaving = this.#askToLeave();
    this.#goOut(new ChatException('NOT_IN_ROOM'), undefined, leaving);
    await leaving;
  }

  listMembers(range: Omit<ListMembersPayload, 'room'>): Promise<ListMembersResult> {
    const { requests } = this.context;
    return requests.ask('list members', () => ({ ...range, room: this.#name }), this.gate);
  }

  notice(notice: Notice): void {
    this.#noticesSeen += 1;
    const placed = { ...notice, key: `notice-${this.#noticesSeen}`, afterSeq: this.newest };
    this.#notices = [...this.#notices, placed].slice(-MOST_NOTICES);
    this.changed();
    this.events.emit('notice', placed);
  }

  membersChanged(delta: RoomMembersEvent): void {
    this.#members.change(delta, new Date(this.context.clock.now()).toISOString());
    this.#count = delta.count;
    for (const username of delta.left) this.someoneTypes(username, false);
    this.changed();
    this.events.emit('members', this.#members.all);
  }

  presence(change: PresenceEvent): void {
    if (!this.#members.setPresence(change)) return;
    this.changed();
    this.events.emit('members', this.#members.all);
  }

  protected address(): { room: string } {
    return { room: this.#name };
  }

  protected snapshot(): RoomSnapshot {
    return {
      ...this.channelSnapshot(),
      name: this.#name,
      state: this.#state,
      members: this.#members.all,
      count: this.#count,
      notices: this.#notices,
    };
  }

  protected async transmit(entry: QueuedMessage, progress: Progress): Promise<StoredMessage> {
    const { clientId, message } = entry;
    const { requests } = this.context;
    const send = (): { room: string; message: string; clientId: string } => {
      progress.onAttempt();
      return { room: this.#name, message, clientId };
    };
    const onRefused = progress.onRefused.bind(progress);
    return (await requests.ask('new message', send, this.gate, onRefused)).message;
  }

  protected tellTyping(typing: boolean): void {
    // Volatile: whether it arrived makes no difference.
    void this.context.requests.once('typing', { room: this.#name, typing });
  }

  /** The answer of a connection that is still there, and that continues what was seen. */
  async #askToJoin(): Promise<JoinRoomResult> {
    const { requests, session } = this.context;
    await this.#previous;
    for (;;) {
      let epoch = 0;
      let since: number | undefined;
      const result = await requests.ask('join room', () => {
        if (this.#state === 'left') throw new ChatException('NOT_IN_ROOM');
        epoch = session.epoch;
        since = this.log.last;
        return { roomname: this.#requested, ...(since !== undefined && { since }) };
      });
      await this.context.identified(result.username, result.token);
      if (this.#state === 'left') throw new ChatException('NOT_IN_ROOM');
      if (since !== undefined && result.lastSeq < since) this.reset();
      else if (epoch === session.epoch) return result;
    }
  }

  async #askToLeave(): Promise<void> {
    try {
      await this.context.requests.ask('leave room', () => ({ roomname: this.#name }));
    } catch (error) {
      if (toChatError(error)?.code !== 'NOT_IN_ROOM') throw error;
    }
  }

  #enter(result: JoinRoomResult): void {
    this.#name = result.room;
    this.#state = 'joined';
    this.#members.replace(result.members);
    this.#count = result.count;
    if (this.log.last === undefined) this.log.start(result.messages, result.lastSeq);
    for (const message of result.messages) this.log.offer(message);
    this.log.exists(result.lastSeq);
    this.restore(
      this.context.outbox.takeRestored(({ room }) => room !== undefined && this.answersTo(room)),
    );
    this.loaded = true;
    this.error = undefined;
    this.changed();
    this.resume();
    this.events.emit('members', this.#members.all);
  }

  #goOut(reason: Error, error?: ChatError, leaving = Promise.resolve()): void {
    if (this.#state === 'left') return;
    this.#state = 'left';
    this.error = error;
    this.joined.reject(reason);
    this.end(reason);
    this.changed();
    this.#onLeft(leaving);
    this.events.emit('left', error);
  }
}
