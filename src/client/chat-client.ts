import type {
  ChatError,
  DeviceStatus,
  ListRoomsPayload,
  ListRoomsResult,
} from '../protocol/index.js';
import { Channels } from './channels.js';
import { clientIds } from './client-ids.js';
import { systemClock } from './clock.js';
import type { Conversation } from './conversation.js';
import { Credentials } from './credentials.js';
import { optional } from './deferred.js';
import { Emitter } from './emitter.js';
import { ClientClosedError } from './errors.js';
import { Outbox } from './outbox.js';
import { Requests } from './requests.js';
import type { Room } from './room.js';
import { Session } from './session.js';
import { socketIoTransport } from './socket-io.transport.js';
import { forgiving, memoryStorage } from './storage.js';
import { Store } from './store.js';
import type { Incoming } from './transport.js';
import type {
  ChatClientOptions,
  ClientEvents,
  ClientSnapshot,
  ConnectionState,
  Unsubscribe,
} from './types.js';

const DEFAULT_WINDOW = 1_000;
const DEFAULT_OUTBOX = 1_000;
const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * A user's connection to a Parley server. It connects at once and keeps connecting until `close()`
 * or a refusal. No promise that it returns ends the process when nobody handles its rejection.
 */
export class ChatClient {
  readonly #credentials: Credentials;
  readonly #session: Session;
  readonly #requests: Requests;
  readonly #channels: Channels;
  readonly #events = new Emitter<ClientEvents<Conversation>>();
  readonly #store = new Store(() => this.#build());
  #status: DeviceStatus = 'online';

  /** @throws ChatException `VALIDATION_FAILED` without `username`, `token` and `getToken`. */
  constructor(options: ChatClientOptions) {
    const timeoutMs = options.requestTimeoutMs ?? DEFAULT_TIMEOUT_MS;
    const storage = forgiving(options.storage ?? memoryStorage());
    const clock = options.clock ?? systemClock;
    const credentials = new Credentials(options, storage);
    const session = new Session({
      transport: options.transport ?? socketIoTransport(options.url),
      listener: {
        onState: () => this.#onState(),
        onAttempt: () => this.#store.changed(),
        onOnline: () => this.#onOnline(),
        onOffline: () => this.#onOffline(),
        onEvent: (incoming) => this.#onEvent(incoming),
      },
      clock,
      credentials,
      timeoutMs,
    });
    const requests = new Requests({ session, clock, credentials, timeoutMs });
    const key = (): string | undefined => credentials.storageKey('outbox');
    const shared = {
      session,
      requests,
      clock,
      credentials,
      outbox: new Outbox(storage, key, options.outboxSize ?? DEFAULT_OUTBOX),
      windowSize: options.windowSize ?? DEFAULT_WINDOW,
      nextClientId: clientIds(clock),
      onChange: () => this.#store.changed(),
    };
    this.#credentials = credentials;
    this.#session = session;
    this.#requests = requests;
    this.#channels = new Channels(shared, (conversation) =>
      this.#events.emit('conversation', conversation),
    );
    session.start();
  }

  /** Calls `listener` after each change of `snapshot`. Bound, for `useSyncExternalStore`. */
  get subscribe(): (listener: () => void) => Unsubscribe {
    return this.#store.subscribe;
  }

  /** The snapshot as a bound function, for `useSyncExternalStore`. */
  get getSnapshot(): () => ClientSnapshot {
    return this.#store.getSnapshot;
  }

  /** What there is to draw. The same object until something changes. */
  get snapshot(): ClientSnapshot {
    return this.#store.getSnapshot();
  }

  on<E extends keyof ClientEvents<Conversation>>(
    event: E,
    listener: (payload: ClientEvents<Conversation>[E]) => void,
  ): Unsubscribe {
    return this.#events.on(event, listener);
  }

  get connection(): ConnectionState {
    return this.#session.state;
  }

  /** Why the connection is `refused`, or was refused for now. */
  get error(): ChatError | undefined {
    return this.#session.error;
  }

  /** As the server knows it; absent until then if only a token was given. */
  get username(): string | undefined {
    return this.#credentials.username;
  }

  /** The token of the last connection, or that a guest was given on joining. */
  get token(): string | undefined {
    return this.#credentials.token;
  }

  /** In the order of joining. */
  get rooms(): readonly Room[] {
    return this.#channels.rooms.all;
  }

  /** The newest activity first. */
  get conversations(): readonly Conversation[] {
    return this.#channels.conversations.all;
  }

  /**
   * Joins a room and loads its newest messages. Joining again gives the same `Room`.
   * @throws ChatException what the server said, to this or to the connection; ClientClosedError.
   */
  join(roomname: string): Promise<Room> {
    const { ended } = this.#session.gate;
    return ended ? optional(Promise.reject(ended)) : optional(this.#channels.rooms.join(roomname));
  }

  /** The room if it was joined. */
  room(roomname: string): Room | undefined {
    return this.#channels.rooms.find(roomname)?.room;
  }

  /**
   * The conversation with a person, which begins to load its newest messages.
   * @throws ClientClosedError
   */
  conversation(username: string): Conversation {
    const { ended } = this.#session.gate;
    if (ended instanceof ClientClosedError) throw ended;
    return this.#channels.conversations.open(username);
  }

  /** A page of the server's rooms. */
  listRooms(range: ListRoomsPayload = {}): Promise<ListRoomsResult> {
    return optional(this.#requests.ask('list rooms', () => range));
  }

  /** What others see of this device; kept over reconnects. */
  setStatus(status: DeviceStatus): Promise<void> {
    this.#status = status;
    return optional(this.#tellStatus());
  }

  /** Tries to connect now, if the client is waiting for its next attempt. */
  reconnect(): void {
    this.#session.reconnect();
  }

  /**
   * Ends the connection and rejects what is pending with `ClientClosedError`. Unsent messages stay
   * in the storage for the next client. Closing again does nothing.
   */
  close(): void {
    this.#session.close();
  }

  async #tellStatus(): Promise<void> {
    await this.#requests.ask('set status', () => ({ status: this.#status }));
  }

  /** In time, so that the connection goes on; if it fails, the next one has a fresh token. */
  async #refreshToken(): Promise<void> {
    const { epoch } = this.#session;
    const token = await this.#credentials.fresh();
    if (token === undefined || epoch !== this.#session.epoch) return;
    const answer = await this.#requests.once('refresh token', { token });
    if (answer?.ok) this.#credentials.refreshed(token);
  }

  #onState(): void {
    this.#store.changed();
    this.#events.emit('connection', this.#session.state);
  }

  #onOnline(): void {
    this.#channels.online();
    if (this.#status !== 'online') void optional(this.#tellStatus());
  }

  #onOffline(): void {
    this.#channels.offline();
    this.#requests.lost();
  }

  #onEvent(incoming: Incoming): void {
    if (incoming.event === 'token expiring') return void this.#refreshToken();
    this.#channels.receive(incoming);
    if (incoming.event === 'presence') this.#events.emit('presence', incoming.payload);
  }

  #build(): ClientSnapshot {
    const { state, error, retryAt } = this.#session;
    return {
      connection: state,
      ...(error && { error }),
      ...(retryAt !== undefined && { retryAt }),
      ...(this.username !== undefined && { username: this.username }),
      rooms: this.rooms.map(({ name, unread }) => ({ name, unread })),
      conversations: this.conversations.map((conversation) => ({
        with: conversation.with,
        unread: conversation.unread,
        lastSeq: conversation.lastSeq,
      })),
    };
  }
}
