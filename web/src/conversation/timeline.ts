import type {
  ChatError,
  ChatMessage,
  RoomNotice,
  SentMessage,
  StoredMessage,
} from '../../../src/client/index.js';
import { ChatException } from '../../../src/client/index.js';
import { isRoom, listen, type AnyChannel } from './channel.js';
import { mergeItems } from './merge-items.js';

/** An entry of the list. */
export type TimelineItem = ChatMessage | RoomNotice;

/** What the list shows. Immutable. */
export interface TimelineSnapshot {
  readonly items: readonly TimelineItem[];
  /** The items begin with the first message that there is. */
  readonly complete: boolean;
  readonly loadingOlder: boolean;
  readonly olderError?: ChatError;
  /** This snapshot differs from the one before at its beginning, not at its end. */
  readonly shifted: boolean;
  /** Another number: the items have nothing to do with those before. */
  readonly era: number;
}

/** Messages that stay loaded while one reads the newest; and beyond them, until it is worth trimming. */
const KEPT_AT_END = 2_000;
const SLACK = 1_000;
/** Messages that stay loaded while one reads older ones. */
const KEPT_IN_HISTORY = 100_000;
const PAGE = 200;

/** Tells when to draw next; given by tests. */
export type NextFrame = (task: () => void) => void;
const nextFrame: NextFrame = (task) => void requestAnimationFrame(task);

/**
 * The messages of a conversation that are loaded: the client's window of the newest, and before it
 * the older ones that were asked for, without a gap between. However much arrives, listeners are
 * told once a frame; in a hidden page not at all, until it is looked at.
 */
export class Timeline {
  readonly #channel: AnyChannel;
  readonly #username: string;
  readonly #nextFrame: NextFrame;
  readonly #listeners = new Set<() => void>();
  readonly #stop: (() => void)[];
  #sent: SentMessage[] = [];
  #snapshot: TimelineSnapshot;
  #following = true;
  #frameAsked = false;

  /** @param username one's own name: older messages come without a word on whose they are. */
  constructor(channel: AnyChannel, username: string, frame: NextFrame = nextFrame) {
    this.#channel = channel;
    this.#username = username;
    this.#nextFrame = frame;
    this.#snapshot = { items: [], complete: false, loadingOlder: false, shifted: false, era: 0 };
    this.#stop = [
      channel.subscribe(() => this.#askForFrame()),
      listen(channel, 'reset', () => this.#restart([])),
    ];
    this.#takeNewest();
  }

  readonly getSnapshot = (): TimelineSnapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Is the end on the screen? Then what is far above it need not stay loaded. */
  setFollowing(following: boolean): void {
    this.#following = following;
  }

  /** Loads the page before the first item, if there is one and it is not on its way. */
  async loadOlder(): Promise<void> {
    const { complete, loadingOlder, era } = this.#snapshot;
    const [first] = this.#sent;
    if (complete || loadingOlder || !first) return;
    this.#show({ loadingOlder: true, shifted: false, olderError: undefined });
    try {
      const page = await this.#channel.page({ before: first.seq, limit: PAGE });
      // New messages and old ones in one frame would leave the list no fixed point.
      this.#takeNewest();
      await new Promise<void>((resolve) => this.#nextFrame(resolve));
      if (era === this.#snapshot.era) this.#prepend(page.messages, page.complete);
    } catch (thrown) {
      const error = new ChatException('UNAVAILABLE').error;
      this.#show({
        loadingOlder: false,
        shifted: false,
        olderError: thrown instanceof ChatException ? thrown.error : error,
      });
    }
  }

  /** Ends the subscriptions. */
  close(): void {
    for (const stop of this.#stop) stop();
    this.#listeners.clear();
  }

  #askForFrame(): void {
    if (this.#frameAsked) return;
    this.#frameAsked = true;
    this.#nextFrame(() => {
      this.#frameAsked = false;
      if (!this.#trim()) this.#takeNewest();
      else this.#askForFrame();
    });
  }

  /** Makes room at the beginning, in a frame of its own. */
  #trim(): boolean {
    const kept = this.#following ? KEPT_AT_END : KEPT_IN_HISTORY;
    if (this.#sent.length <= kept + SLACK) return false;
    this.#sent = this.#sent.slice(-kept);
    this.#show({ shifted: true, complete: false });
    return true;
  }

  /** Brings what is loaded up to the client's window. */
  #takeNewest(): void {
    const window = this.#channel.messages.filter((message) => message.state === 'sent');
    const last = this.#sent.at(-1)?.seq ?? 0;
    const [first] = window;
    if (first && first.seq > last + 1) this.#restart(window);
    else {
      const news = window.filter((message) => message.seq > last);
      if (news.length > 0) this.#sent = [...this.#sent, ...news];
      this.#show({ shifted: false });
    }
  }

  /** The window has nothing to do with what was loaded: that is let go. */
  #restart(window: readonly SentMessage[]): void {
    const hadItems = this.#sent.length > 0;
    this.#sent = [...window];
    this.#show({
      shifted: false,
      loadingOlder: false,
      complete: false,
      era: this.#snapshot.era + (hadItems ? 1 : 0),
    });
  }

  #prepend(page: readonly StoredMessage[], complete: boolean): void {
    const first = this.#sent[0]?.seq ?? Infinity;
    const older = page
      .filter((message) => message.seq < first)
      .map((message): SentMessage => ({
        ...message,
        key: message.id,
        mine: message.username === this.#username,
        state: 'sent',
      }));
    this.#sent = [...older, ...this.#sent];
    this.#show({ loadingOlder: false, complete, shifted: true });
  }

  #show(
    change: Partial<Omit<TimelineSnapshot, 'olderError'>> & { olderError?: ChatError | undefined },
  ): void {
    const { olderError, ...rest } = { ...this.#snapshot, ...change };
    const unsent = this.#channel.messages.filter((message) => message.state !== 'sent');
    const notices = isRoom(this.#channel) ? this.#channel.notices : [];
    this.#snapshot = {
      ...rest,
      ...(olderError && { olderError }),
      // A conversation is numbered from 1.
      complete: rest.complete || this.#sent[0]?.seq === 1,
      items: mergeItems(this.#sent, notices, unsent),
    };
    for (const listener of this.#listeners) listener();
  }
}
