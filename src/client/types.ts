import type {
  ChatError,
  Member,
  Notice,
  PersonStatus,
  PresenceEvent,
  StoredMessage,
} from '../protocol/index.js';
import type { Clock } from './clock.js';
import type { Transport } from './transport.js';

/** Ends a subscription. Calling it again does nothing. */
export type Unsubscribe = () => void;

/**
 * How the client stands with the server.
 * - `connecting`: the first connection is being made.
 * - `online`: connected.
 * - `offline`: there is no connection; the client keeps trying, unless it was closed.
 * - `refused`: the server will not have this client; `error` says why. It does not try again.
 */
export type ConnectionState = 'connecting' | 'online' | 'offline' | 'refused';

/**
 * Where strings are kept between two runs of a program: the outbox, a guest's token, a log-in. It may
 * answer at once or by a promise. It may fail: the chat then goes on from memory alone.
 */
export interface ClientStorage {
  get(key: string): string | null | undefined | Promise<string | null | undefined>;
  set(key: string, value: string): void | Promise<void>;
  delete(key: string): void | Promise<void>;
  /**
   * Runs a task while no other program that shares this storage, such as another tab, runs one of
   * the same name. Without it, one program at a time may use the storage for an `Account`.
   */
  lock?<T>(name: string, task: () => Promise<T>): Promise<T>;
}

/** Who one is (`username`, `token` or `getToken`, at least one of them) and how to connect. */
export interface ChatClientOptions {
  /** The server's address: `http://localhost:8000`. */
  url: string;
  /** A guest's name; may be left out when a token says it. */
  username?: string;
  /** A JWT, or the token that a guest was given earlier (`chat.token`). */
  token?: string;
  /**
   * Called for a fresh token before each connection, a minute before the token expires, so that the
   * connection goes on, and once more when the server says `TOKEN_EXPIRED`. If it rejects, the
   * connection is tried again later; with a `ChatException` that is not retryable, the client is
   * `refused`. An account's is `() => account.token()`.
   * @param stale a token that has expired or is about to: another is needed. Without it, the one
   *   that was given last may do.
   */
  getToken?: (stale?: string) => string | Promise<string>;
  /**
   * Keeps unsent messages and a guest's token for the next run. Default: memory, so that both end
   * with this client.
   */
  storage?: ClientStorage;
  /** How many messages of a room or conversation are kept in `messages`. Default 1,000. */
  windowSize?: number;
  /** How many messages may wait to be sent, all rooms together. Default 1,000. */
  outboxSize?: number;
  /** Milliseconds until a request without an answer counts as lost. Default 10,000. */
  requestTimeoutMs?: number;
  /** What carries events. Default: Socket.IO over WebSocket. */
  transport?: Transport;
  /** Time and chance, for tests. Default: the machine's. */
  clock?: Clock;
}

/** `sending`: in the outbox; `sent`: stored by the server; `failed`: the server said no. */
export type MessageState = 'sending' | 'sent' | 'failed';

interface Shown {
  /** Stays the same from `sending` to `sent`: a list's key. */
  readonly key: string;
  /** Did this user write it (on any device)? */
  readonly mine: boolean;
}

/** A message that the server has stored. */
export interface SentMessage extends Readonly<StoredMessage>, Shown {
  readonly state: 'sent';
}

/** A message of one's own that the server has not stored, as far as is known. */
export interface UnsentMessage extends Shown {
  readonly state: 'sending' | 'failed';
  readonly mine: true;
  readonly clientId: string;
  /** The sender's name; absent while the server has not said it yet (token without username). */
  readonly username?: string;
  readonly message: string;
  /** ISO 8601, by the clock of this machine. */
  readonly at: string;
  /** Why it failed; while `sending`, why the server has not taken it so far (`RATE_LIMITED` …). */
  readonly error?: ChatError;
}

/** An entry of `messages`. */
export type ChatMessage = SentMessage | UnsentMessage;

/** A notice with its place among the messages. */
export interface RoomNotice extends Readonly<Notice> {
  /** A list's key. */
  readonly key: string;
  /** It came after the message with this `seq`; 0: before all. */
  readonly afterSeq: number;
}

/** Which way through the history: back from `before` (or from the newest), or forth from `after`. */
export type HistoryOptions = { before?: number } | { after: number };

/** One page of history: see `HistoryOptions`; `limit` is 1–200, default 50. */
export type HistoryRange = HistoryOptions & { limit?: number };

/** What a room and a private conversation have in common to show. */
export interface ChannelSnapshot {
  /**
   * The newest messages: stored ones by `seq` without a gap, then one's own unsent ones in the order
   * of sending.
   */
  readonly messages: readonly ChatMessage[];
  /** Messages of others that `markRead` has not covered. Counted up to 1,000. */
  readonly unread: number;
  /** The `seq` of the newest stored message shown; before loading, of what the server told. 0: none. */
  readonly lastSeq: number;
  /** Usernames of those who are typing. Entries go after six seconds without a sign. */
  readonly typing: readonly string[];
  /** Have the first messages been loaded? */
  readonly loaded: boolean;
  /** Why it could not be loaded, or was lost: `FORBIDDEN`, `USER_NOT_FOUND` … */
  readonly error?: ChatError;
}

/** Immutable: a change makes a new object, and the parts that did not change stay the same. */
export interface RoomSnapshot extends ChannelSnapshot {
  readonly name: string;
  /** `left`: by `leave()`, or because the server did not let the client back in (`error`). */
  readonly state: 'joining' | 'joined' | 'left';
  /** Those present first; the first 200 of `count` and who came since, 1,000 at most. */
  readonly members: readonly Member[];
  /** How many members the room has, here or not. */
  readonly count: number;
  /** The newest 100. */
  readonly notices: readonly RoomNotice[];
}

/** Immutable, as `RoomSnapshot`. */
export interface ConversationSnapshot extends ChannelSnapshot {
  /** The other person's username. */
  readonly with: string;
  /** The other person's presence, as far as the server has told. */
  readonly status?: PersonStatus;
}

/** Immutable, as `RoomSnapshot`. */
export interface ClientSnapshot {
  readonly connection: ConnectionState;
  /** Why the connection is `refused`, or was refused for now (`offline`). */
  readonly error?: ChatError;
  /** While `offline`, when the next attempt is made, in epoch milliseconds; absent during one. */
  readonly retryAt?: number;
  readonly username?: string;
  /** In the order of joining. */
  readonly rooms: readonly { readonly name: string; readonly unread: number }[];
  /** The newest activity first. */
  readonly conversations: readonly {
    readonly with: string;
    readonly unread: number;
    readonly lastSeq: number;
  }[];
}

/** What rooms and conversations tell. */
export interface ChannelEvents {
  /**
   * A stored message took its place: each `seq` once, in order. What was there when the room was
   * joined or the conversation opened is in `messages` and is not told again.
   */
  message: SentMessage;
  /** A message of one's own was given up. */
  failed: UnsentMessage;
  /** Who is typing now. */
  typing: readonly string[];
  /** The server's numbering began anew (its data was reset): what was shown before is gone. */
  reset: undefined;
}

/** What rooms tell beyond that. */
export interface RoomEvents extends ChannelEvents {
  notice: RoomNotice;
  /** Members or their presence changed. */
  members: readonly Member[];
  /** The room was left; with an error, because the server did not let the client back in. */
  left: ChatError | undefined;
}

/** What the client tells. */
export interface ClientEvents<Conversation> {
  connection: ConnectionState;
  presence: Readonly<PresenceEvent>;
  /** A conversation that was not known before: someone wrote, or the server told of it. */
  conversation: Conversation;
}
