import {
  LIMITS,
  type ChatClient,
  type Member,
  type Room,
  type RoomSummary,
  type StoredMessage,
} from '../../client/index.js';
import type { ChannelView } from './channel-view.js';
import { ChannelViews } from './channel-views.js';
import { CommandError } from './command.error.js';
import { DayMarks } from './day-marks.js';
import { memberPages, roomPages } from './directory.js';
import { harmless } from './harmless.js';
import { counted } from './lines.js';
import { Outgoing } from './outgoing.js';
import type { Pages } from './pages.js';
import type { Screen } from './screen.js';

/** How many messages of a private conversation are shown when it is asked for. */
const CONVERSATION_PAGE = 20;

/** One user's chat on a screen: what the commands do. */
export class ChatSession {
  readonly #client: ChatClient;
  readonly #screen: Screen;
  readonly #onChange: () => void;
  readonly #views: ChannelViews;
  readonly #outgoing: Outgoing;
  readonly #rooms: Pages<RoomSummary>;
  #members: Pages<Member> | undefined;
  #turn: Promise<void> = Promise.resolve();

  /** @param onChange is called when `room` or `sending` changed. */
  constructor(client: ChatClient, screen: Screen, onChange: () => void = () => {}) {
    this.#client = client;
    this.#screen = screen;
    this.#onChange = onChange;
    this.#views = new ChannelViews(client, screen, (room) => this.#left(room));
    this.#outgoing = new Outgoing(client, onChange);
    this.#rooms = roomPages(client, screen);
  }

  /** The room that text goes to. */
  get room(): Room | undefined {
    return this.#views.current;
  }

  /** How many messages are on their way. */
  get sending(): number {
    return this.#outgoing.count;
  }

  /** Joins a room, shows its newest messages, and speaks to it from now on. */
  join(name: string): Promise<void> {
    return this.#inTurn(async () => {
      const room = await this.#client.join(name);
      this.#enter(room);
      this.#views.ofRoom(room);
    });
  }

  /** Leaves a room when what was said before is stored. @param name default: the current room. */
  leave(name: string): Promise<void> {
    const said = this.#outgoing.settled();
    return this.#inTurn(async () => {
      const room = name === '' ? this.#needRoom() : this.#client.room(name);
      if (!room) throw new CommandError(`you are not in ${harmless(name)}`);
      await said;
      await room.leave();
    });
  }

  /** Sends a text to the current room; resolves when the server has stored it. */
  async say(text: string): Promise<void> {
    await this.#outgoing.send(this.#settledRoom(), text);
  }

  /** Sends a private message; resolves when the server has stored it. */
  async sayTo(username: string, text: string): Promise<void> {
    const conversation = this.#client.conversation(username);
    this.#views.ofConversation(conversation);
    await this.#outgoing.send(Promise.resolve(conversation), text);
  }

  /** Shows the newest messages of a private conversation. */
  async showConversation(username: string): Promise<void> {
    const conversation = await this.#client.conversation(username).opened();
    const view = this.#views.ofConversation(conversation);
    const stored = conversation.messages.filter((message) => message.state === 'sent');
    const name = harmless(conversation.with);
    this.#showBlock(view, `newest messages with ${name}`, stored.slice(-CONVERSATION_PAGE));
    await conversation.markRead();
  }

  /** Shows messages of the current room from before those that the screen has, 200 at most. */
  async showOlder(count: number): Promise<void> {
    const room = await this.#settledRoom();
    const view = this.#views.ofRoom(room);
    const limit = Math.min(count, LIMITS.maxPage);
    const before = view.oldest;
    const { messages } = await room.page({ limit, ...(before !== undefined && { before }) });
    this.#showBlock(view, `older messages of ${harmless(room.name)}`, messages);
    view.reached(messages[0]?.seq);
  }

  /** @param argument empty, or `more` for the next page. */
  async showMembers(argument: string): Promise<void> {
    const room = await this.#settledRoom();
    this.#members ??= memberPages(room, this.#screen);
    await this.#members.show(argument);
  }

  /** @param argument empty, or `more` for the next page. */
  async showRooms(argument: string): Promise<void> {
    await this.#rooms.show(argument);
  }

  /** Somebody is at the keyboard: what is on the screen has been read. */
  markRead(): void {
    this.#views.markRead();
  }

  /** The connection is lost. */
  lost(): void {
    this.#views.lost();
  }

  /** Does what changes the room, one after another, so that what is said next goes to the right one. */
  #inTurn(change: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(change);
    this.#turn = done.catch(() => {});
    return done;
  }

  /** The room that one is in when all that was asked for before is done. */
  async #settledRoom(): Promise<Room> {
    await this.#turn;
    return this.#needRoom();
  }

  #needRoom(): Room {
    if (this.room) return this.room;
    throw new CommandError('you are in no room: /join one');
  }

  #enter(room: Room): void {
    this.#views.current = room;
    this.#members = undefined;
    this.#screen.tell(`you are in ${harmless(room.name)} (${counted(room.count, 'member')})`);
    this.#onChange();
  }

  #left(room: Room): void {
    this.#screen.tell(`you left ${harmless(room.name)}`);
    if (room !== this.room) return;
    this.#views.current = undefined;
    const other = this.#client.rooms.find(({ snapshot }) => snapshot.state === 'joined');
    if (other) this.#enter(other);
    this.#onChange();
  }

  #showBlock(view: ChannelView, title: string, messages: readonly StoredMessage[]): void {
    const { paint } = this.#screen;
    if (messages.length === 0) return this.#screen.show(paint('dim', `-- no ${title} --`));
    this.#screen.show(paint('dim', `-- ${title}: --`));
    const days = new DayMarks();
    const { username } = this.#client;
    for (const message of messages) {
      const mine = message.username === username;
      view.print({ ...message, key: message.id, mine, state: 'sent' }, days);
    }
    this.#screen.show(paint('dim', '-- end --'));
  }
}
