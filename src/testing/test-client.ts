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
const PATIENCE_MS = 5_000;

const SERVER_EVENTS = ['new message', 'room members', 'presence', 'typing', 'exception'] as const;

type TypedSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

/** One connection to a chat server, for tests: nothing of what arrives is lost before it is read. */
export class TestClient {
  private readonly inboxes = new Map<string, EventInbox>();

  private constructor(
    /** The Socket.IO client underneath, for what this class has no words for. */
    readonly socket: TypedSocket,
  ) {
    for (const event of SERVER_EVENTS) {
      const inbox = new EventInbox(event);
      this.inboxes.set(event, inbox);
      socket.on(event, (value: unknown) => inbox.put(value));
    }
  }

  /**
   * Connects, and resolves when the server has accepted.
   * @throws ChatException what the server refused with.
   */
  static async connect(url: string, auth: HandshakeAuth = {}): Promise<TestClient> {
    const socket: TypedSocket = io(url, {
      auth,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    const client = new TestClient(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', (refusal) => reject(toException(refusal)));
    });
    return client;
  }

  /** Sends an event and waits for its answer, whichever it is. */
  async send<E extends ClientEvent>(event: E, payload: PayloadOf<E>): Promise<Ack<ResultOf<E>>> {
    return this.sendRaw<Ack<ResultOf<E>>>(event, payload);
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

  /** Sends anything at all, such as what the types forbid. */
  async sendRaw<Answer = Ack<object>>(event: string, ...args: unknown[]): Promise<Answer> {
    const emitter: UntypedEmitter = this.socket.timeout(PATIENCE_MS);
    const answer: unknown = await emitter.emitWithAck(event, ...args);
    return answer as Answer;
  }

  /** The oldest event of that name not read yet, or the next one, that `wants` accepts. */
  async next<E extends ServerEvent>(
    event: E,
    wants: (value: EventOf<E>) => boolean = () => true,
  ): Promise<EventOf<E>> {
    const accepts = (value: unknown) => wants(value as EventOf<E>);
    const value: unknown = await this.inbox(event).next(accepts, PATIENCE_MS);
    return value as EventOf<E>;
  }

  /** What arrived under that name and was not read. */
  unread<E extends ServerEvent>(event: E): readonly EventOf<E>[] {
    return this.inbox(event).unread() as readonly EventOf<E>[];
  }

  /** Resolves when the server, or the network, has ended the connection; with Socket.IO's reason. */
  disconnected(): Promise<string> {
    if (this.socket.disconnected) return Promise.resolve('already');
    return new Promise((resolve) => this.socket.once('disconnect', resolve));
  }

  close(): void {
    this.socket.disconnect();
  }

  private inbox(event: ServerEvent): EventInbox {
    const inbox = this.inboxes.get(event);
    if (!inbox) throw new Error(`"${event}" is no event of the protocol`);
    return inbox;
  }
}

interface UntypedEmitter {
  emitWithAck(event: string, ...args: unknown[]): Promise<unknown>;
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
