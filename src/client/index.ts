import type {
  ChatError,
  DeviceStatus,
  ListMembersPayload,
  ListMembersResult,
  ListRoomsPayload,
  ListRoomsResult,
  Member,
  PersonStatus,
  RoomHistoryResult,
  StoredMessage,
} from '../protocol/index.js';
import type {
  ChannelEvents,
  ChannelSnapshot,
  ChatClientOptions,
  ChatMessage,
  ClientEvents,
  ClientSnapshot,
  ClientStorage,
  ConnectionState,
  ConversationSnapshot,
  HistoryOptions,
  HistoryRange,
  RoomEvents,
  RoomNotice,
  RoomSnapshot,
  Unsubscribe,
} from './types.js';

export { ChatException, LIMITS } from '../protocol/index.js';
export type {
  ChatError,
  Conversation as ConversationSummary,
  DeviceStatus,
  ErrorCode,
  ListMembersResult,
  ListRoomsResult,
  Member,
  Notice,
  PersonStatus,
  PresenceEvent,
  RoomHistoryResult,
  RoomSummary,
  StoredMessage,
} from '../protocol/index.js';
export { systemClock, type Clock } from './clock.js';
export type { Connection, ConnectionListener, Incoming, Transport } from './transport.js';
export type * from './types.js';

/** The client was closed: nothing more can be asked of it. */
export declare class ClientClosedError extends Error {
  override readonly name: 'ClientClosedError';
}

/** A room or a private conversation: an ordered log of messages that one can write to. */
export declare abstract class Channel<
  Snapshot extends ChannelSnapshot,
  Events extends ChannelEvents,
> {
  /** What there is to draw. The same object until something changes. */
  get snapshot(): Snapshot;
  /** See `ChannelSnapshot`. */
  get messages(): readonly ChatMessage[];
  get unread(): number;
  get lastSeq(): number;
  get typists(): readonly string[];
  /** Calls `listener` after each change of `snapshot`. Bound, for `useSyncExternalStore`. */
  readonly subscribe: (listener: () => void) => Unsubscribe;
  /** The snapshot as a bound function, for `useSyncExternalStore`. */
  readonly getSnapshot: () => Snapshot;
  on<E extends keyof Events>(event: E, listener: (payload: Events[E]) => void): Unsubscribe;

  /**
   * Sends a text. It is shown as `sending` at once, waits while the client is offline, and is tried
   * until the server has stored it or said no. Messages of one room are stored in the order of the
   * calls: each is sent when the one before it is settled.
   * @param message 1–4,000 characters, not blank.
   * @returns the stored message.
   * @throws ChatException what the server said, `NOT_IN_ROOM` after leaving, `RATE_LIMITED` if the
   *   outbox is full; ClientClosedError.
   */
  send(message: string): Promise<StoredMessage>;
  /** Sends a failed message again, under the same `clientId`. */
  retry(clientId: string): Promise<StoredMessage>;
  /** Takes a failed message off `messages`. */
  discard(clientId: string): void;
  /**
   * Stored messages, one after another, in pages as they are asked for: newest first from `before`
   * (default: the newest there is), or oldest first from `after`. Both are exclusive.
   */
  history(options?: HistoryOptions): AsyncGenerator<StoredMessage, void, undefined>;
  /** One page of history, oldest first; `complete: false` says that there is more that way. */
  page(range?: HistoryRange): Promise<RoomHistoryResult>;
  /** Tells the others that one is typing (at most every three seconds), or no longer. */
  typing(typing?: boolean): void;
  /** Marks everything up to `seq` (default: the newest) as read. */
  markRead(seq?: number): Promise<void>;
}

/** A room that was joined. */
export declare class Room extends Channel<RoomSnapshot, RoomEvents> {
  /** The room's name as it was first written. */
  get name(): string;
  get members(): readonly Member[];
  get count(): number;
  get notices(): readonly RoomNotice[];
  /** A page of members, also of those beyond `members`. */
  listMembers(range?: Omit<ListMembersPayload, 'room'>): Promise<ListMembersResult>;
  /** Ends the membership. Unsent messages are rejected with `NOT_IN_ROOM`. */
  leave(): Promise<void>;
}

/** A private conversation. */
export declare class Conversation extends Channel<ConversationSnapshot, ChannelEvents> {
  /** The other person's username. */
  get with(): string;
  /** The other person's presence, as far as the server has told. */
  get status(): PersonStatus | undefined;
  /**
   * Resolves when the newest messages have been loaded.
   * @throws ChatException `USER_NOT_FOUND`.
   */
  opened(): Promise<this>;
}

/**
 * A user's connection to a Parley server. It connects at once and keeps connecting until `close()`
 * or a refusal. No promise that it returns ends the process when nobody handles its rejection.
 */
export declare class ChatClient {
  constructor(options: ChatClientOptions);
  get snapshot(): ClientSnapshot;
  readonly subscribe: (listener: () => void) => Unsubscribe;
  readonly getSnapshot: () => ClientSnapshot;
  on<E extends keyof ClientEvents<Conversation>>(
    event: E,
    listener: (payload: ClientEvents<Conversation>[E]) => void,
  ): Unsubscribe;

  get connection(): ConnectionState;
  /** Why the connection is refused. */
  get error(): ChatError | undefined;
  /** As the server knows it; absent until then if only a token was given. */
  get username(): string | undefined;
  /** The token of the last connection, or that a guest was given on joining. */
  get token(): string | undefined;
  /** In the order of joining. */
  get rooms(): readonly Room[];
  /** The newest activity first. */
  get conversations(): readonly Conversation[];

  /**
   * Joins a room and loads its newest messages. Joining again gives the same `Room`.
   * @throws ChatException what the server said, to this or to the connection; ClientClosedError.
   */
  join(roomname: string): Promise<Room>;
  /** The room if it was joined. */
  room(roomname: string): Room | undefined;
  /** The conversation with a person, which begins to load its newest messages. */
  conversation(username: string): Conversation;
  /** A page of the server's rooms. */
  listRooms(range?: ListRoomsPayload): Promise<ListRoomsResult>;
  /** What others see of this device; kept over reconnects. */
  setStatus(status: DeviceStatus): Promise<void>;
  /**
   * Ends the connection and rejects what is pending with `ClientClosedError`. Unsent messages stay
   * in the storage for the next client. Closing again does nothing.
   */
  close(): void;
}

/** Keeps strings while the program runs. */
export declare function memoryStorage(): ClientStorage;
/** The browser's `localStorage`; memory where it is absent, forbidden or full. */
export declare function webStorage(): ClientStorage;
