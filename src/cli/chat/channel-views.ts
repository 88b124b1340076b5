import { Room, type ChatClient, type ChatError, type Conversation } from '../../client/index.js';
import { ChannelView } from './channel-view.js';
import { DayMarks } from './day-marks.js';
import { harmless } from './harmless.js';
import { counted, describeError, noticeLine } from './lines.js';
import type { Screen } from './screen.js';

/** Everything that a screen shows: the rooms one is in, and private conversations. */
export class ChannelViews {
  readonly #client: ChatClient;
  readonly #screen: Screen;
  readonly #days = new DayMarks();
  readonly #views = new Map<Room | Conversation, ChannelView>();
  readonly #onLeft: (room: Room) => void;
  /** The room that needs no naming. */
  current: Room | undefined;

  constructor(client: ChatClient, screen: Screen, onLeft: (room: Room) => void) {
    this.#client = client;
    this.#screen = screen;
    this.#onLeft = onLeft;
    client.on('conversation', (conversation) => this.#meet(conversation));
  }

  /** The view of a room, which begins with the messages that were loaded. */
  ofRoom(room: Room): ChannelView {
    const known = this.#views.get(room);
    if (known) return known;
    const place = (): string | undefined => (room === this.current ? undefined : room.name);
    const view = this.#add(room, place);
    view.showLoaded();
    room.on('message', (message) => view.receive(message));
    room.on('members', () => view.resumed());
    room.on('reset', () => this.#reset(view, room.name));
    room.on('left', (error) => this.#left(room, error));
    room.on('notice', (notice) => {
      this.#screen.show(noticeLine(notice, this.#screen.paint, place()));
    });
    return view;
  }

  /** The view of a private conversation: what comes from now on. */
  ofConversation(conversation: Conversation): ChannelView {
    const known = this.#views.get(conversation);
    if (known) return known;
    this.#forgetUnknown();
    const view = this.#add(conversation, () => undefined);
    conversation.on('message', (message) => view.receive(message));
    conversation.on('reset', () => this.#reset(view, conversation.with));
    return view;
  }

  /** The connection is lost. */
  lost(): void {
    for (const [channel, view] of this.#views) if (channel instanceof Room) view.lost();
  }

  /** Somebody is at the keyboard: what is on the screen has been read. */
  markRead(): void {
    for (const channel of this.#views.keys()) {
      // What cannot be marked now will be with the next message.
      if (channel.snapshot.loaded && channel.unread > 0) void channel.markRead();
    }
  }

  #add(channel: Room | Conversation, place: () => string | undefined): ChannelView {
    const view = new ChannelView({ channel, place, screen: this.#screen, days: this.#days });
    this.#views.set(channel, view);
    return view;
  }

  /** The client forgets old conversations when there are too many. */
  #forgetUnknown(): void {
    const known = new Set<Room | Conversation>(this.#client.conversations);
    for (const channel of this.#views.keys()) {
      if (!(channel instanceof Room || known.has(channel))) this.#views.delete(channel);
    }
  }

  #meet(conversation: Conversation): void {
    this.ofConversation(conversation);
    // The client is told how much is unread right after it is told of the conversation.
    queueMicrotask(() => {
      const { unread } = conversation;
      if (unread === 0) return;
      const person = harmless(conversation.with);
      this.#screen.tell(
        `${counted(unread, 'unread private message')} with ${person}; /pm ${person} shows them`,
      );
    });
  }

  #left(room: Room, error: ChatError | undefined): void {
    this.#views.delete(room);
    if (error) {
      this.#screen.complain(`you are no longer in ${harmless(room.name)}: ${describeError(error)}`);
    }
    this.#onLeft(room);
  }

  #reset(view: ChannelView, name: string): void {
    view.forget();
    this.#screen.tell(`the history of ${harmless(name)} began anew: the server's data was reset`);
  }
}
