import { io, type Socket } from 'socket.io-client';
import {
  ChatException,
  type Ack,
  type ChatError,
  type ClientEvent,
  type ClientToServerEvents,
  type HandshakeAuth,
  type PayloadOf,
  type ResultOf,
  type ServerEvent,
  type ServerToClientEvents,
} from '../protocol/index.js';
import { EventInbox, type EventOf } from './event-inbox.js';

/** How long an answer or an event may take before a test fails. Milliseconds. */
const PATIENCE_MS = 60_000;

type TypedSocket = Socket<ServerToClientEvents, ClientToServerEvents>;
type Inboxes = { readonly [E in ServerEvent]: EventInbox<EventOf<E>> };

/** The handshake's `auth`: what guests say, or whatever a host's own `Authenticator` reads. */
export type TestAuth = HandshakeAuth | Readonly<Record<string, unknown>>;

/** One connection to a chat server, for tests: nothing of what arrives is lost before it is read. */
export class TestClient {
  private readonly inboxes: Inboxes;

  private constructor(
    /** The Socket.IO client underneath, for what this class has no words for. */
    readonly socket: TypedSocket,
  ) {
    this.inboxes = inboxesOf(socket);
  }

  /**
   * Connects over WebSocket, and resolves when the server has accepted.
   * @throws ChatException what the server refused with; Error when it could not be reached.
   */
  static async connect(url: string, auth: TestAuth = {}): Promise<TestClient> {
    const socket: TypedSocket = io(url, {
      auth,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    const client = new TestClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (refusal) => {
        socket.disconnect();
        reject(toException(refusal));
      });
    });
    return client;
  }

  /** Sends an event and waits for its answer, whichever it is. */
  async send<E extends ClientEvent>(event: E, payload: PayloadOf<E>): Promise<Ack<ResultOf<E>>> {
    const answer: unknown = await this.emit(event, payload);
    if (!isAnswerTo(event, answer)) throw new Error(`"${event}" was answered with no answer`);
    return answer;
  }

  /**
   * Sends an event and waits for its result.
   * @throws ChatException the failure that it was answered with.
   */
  async request<E extends ClientEvent>(event: E, payload: PayloadOf<E>): Promise<ResultOf<E>> {
    const answer = await this.send(event, payload);
    if (!answer.ok) throw exceptionOf(answer.error);
    return answer;
  }

  /** Sends anything at all, such as what the types forbid, and waits for whatever is answered. */
  async sendRaw(event: string, ...args: readonly unknown[]): Promise<unknown> {
    return this.emit(event, ...args);
  }

  /** Sends anything at all without an acknowledgement: a failure comes back as `exception`. */
  emitRaw(event: string, ...args: readonly unknown[]): void {
    const emitter: UntypedEmitter = this.socket;
    emitter.emit(event, ...args);
  }

  /** The oldest event of that name not read yet, or the next one, that `wants` accepts. */
  next<E extends ServerEvent>(
    event: E,
    wants: (value: EventOf<E>) => boolean = () => true,
  ): Promise<EventOf<E>> {
    return this.inboxes[event].next(wants, PATIENCE_MS);
  }

  /** What arrived under that name and was not read, oldest first. */
  unread<E extends ServerEvent>(event: E): readonly EventOf<E>[] {
    return this.inboxes[event].unread();
  }

  /** Resolves when the server, or the network, has ended the connection; with Socket.IO's reason. */
  disconnected(): Promise<string> {
    if (this.socket.disconnected) return Promise.resolve('already');
    return new Promise((resolve) => this.socket.once('disconnect', resolve));
  }

  close(): void {
    this.socket.disconnect();
  }

  private emit(event: string, ...args: readonly unknown[]): Promise<unknown> {
    const emitter: Pick<UntypedEmitter, 'emitWithAck'> = this.socket.timeout(PATIENCE_MS);
    return emitter.emitWithAck(event, ...args);
  }
}

interface UntypedEmitter {
  emit(event: string, ...args: readonly unknown[]): unknown;
  emitWithAck(event: string, ...args: readonly unknown[]): Promise<unknown>;
}

function inboxesOf(socket: TypedSocket): Inboxes {
  const inboxes: Inboxes = {
    'new message': new EventInbox('new message'),
    'room members': new EventInbox('room members'),
    presence: new EventInbox('presence'),
    typing: new EventInbox('typing'),
    'token expiring': new EventInbox('token expiring'),
    'slow consumer': new EventInbox('slow consumer'),
    'session ended': new EventInbox('session ended'),
    exception: new EventInbox('exception'),
  };
  socket.on('new message', (message) => inboxes['new message'].put(message));
  socket.on('room members', (delta) => inboxes['room members'].put(delta));
  socket.on('presence', (change) => inboxes.presence.put(change));
  socket.on('typing', (change) => inboxes.typing.put(change));
  socket.on('token expiring', (notice) => inboxes['token expiring'].put(notice));
  socket.on('slow consumer', (cut) => inboxes['slow consumer'].put(cut));
  socket.on('session ended', (end) => inboxes['session ended'].put(end));
  socket.on('exception', (failure) => inboxes.exception.put(failure));
  return inboxes;
}

/** The one place where an answer is taken for what the protocol says of its event. */
function isAnswerTo<E extends ClientEvent>(_: E, answer: unknown): answer is Ack<ResultOf<E>> {
  return typeof answer === 'object' && answer !== null && 'ok' in answer;
}

function exceptionOf({ code, ...details }: ChatError): ChatException {
  return new ChatException(code, details);
}

function toException(refusal: Error & { data?: unknown }): Error {
  return isChatError(refusal.data) ? exceptionOf(refusal.data) : refusal;
}

function isChatError(value: unknown): value is ChatError {
  return typeof value === 'object' && value !== null && 'code' in value && 'retryable' in value;
}
