import type { Connection, ConnectionListener, Transport } from 'nest-parley/client';
import type {
  Ack,
  ChatError,
  ClientEvent,
  PayloadOf,
  ServerToClientEvents,
  StoredMessage,
} from 'nest-parley/protocol';
import { io, type Socket } from 'socket.io-client';
import { hashText, pairKey, roomKey } from '../history/conversation-key.js';
import type { AskEntry, Place } from '../history/entry.js';
import type { HistoryRecorder } from '../history/history.recorder.js';

/** Whose connections these are, and where they go. */
export interface Recorded {
  readonly client: string;
  readonly user: string;
  /** Asked before each connection. */
  readonly dial: () => { readonly node: string; readonly url: string };
}

type Requests = Record<string, (...args: unknown[]) => void>;
type ChatSocket = Socket<ServerToClientEvents, Requests>;

/** What the client library says and hears over Socket.IO, written down. */
export function recordingTransport(recorder: HistoryRecorder, recorded: Recorded): Transport {
  return {
    open: (auth, listener) => new RecordedConnection(recorder, recorded, { ...auth }, listener),
  };
}

class RecordedConnection implements Connection {
  private readonly socket: ChatSocket;
  private readonly of: { client: string; user: string; conn: number };
  private opened = false;
  private closed = false;

  constructor(
    private readonly recorder: HistoryRecorder,
    recorded: Recorded,
    auth: Record<string, unknown>,
    private readonly listener: ConnectionListener,
  ) {
    const { client, user } = recorded;
    const { node, url } = recorded.dial();
    this.of = { client, user, conn: recorder.nextConnection() };
    const options = { auth, transports: ['websocket'], reconnection: false, forceNew: true };
    this.socket = io(url, options);
    this.socket.on('connect', () => {
      this.opened = true;
      recorder.add({ op: 'open', ...this.of, node });
      listener.onOpen();
    });
    this.socket.on('disconnect', () => this.lost());
    this.socket.on('connect_error', (error) => this.lost(refusalOf(error)));
    this.listen();
  }

  emit<E extends ClientEvent>(
    event: E,
    payload: PayloadOf<E>,
    onAnswer: (answer: Ack<never>) => void,
  ): void {
    const request = this.recorder.nextRequest();
    this.recorder.add({ op: 'ask', ...this.of, request, event, ...askOf(this.of.user, payload) });
    this.socket.emit(event, payload, (answer: unknown) => {
      if (this.closed) return;
      if (!isAnswer(answer)) throw new Error(`"${event}" was answered with no answer`);
      this.recorder.add({ op: 'answer', ...this.of, request, ...answerOf(answer) });
      onAnswer(answer);
    });
  }

  close(): void {
    this.end(true);
  }

  private listen(): void {
    this.socket.on('new message', (payload) => {
      if (payload.type !== 'system') {
        this.recorder.add({ op: 'receive', ...this.of, message: placeOf(payload) });
      }
      this.listener.onEvent({ event: 'new message', payload });
    });
    this.socket.on('room members', (payload) =>
      this.listener.onEvent({ event: 'room members', payload }),
    );
    this.socket.on('presence', (payload) => {
      const { username: about, status } = payload;
      this.recorder.add({ op: 'presence', ...this.of, about, status });
      this.listener.onEvent({ event: 'presence', payload });
    });
    this.socket.on('typing', (payload) => this.listener.onEvent({ event: 'typing', payload }));
  }

  private lost(error?: ChatError): void {
    if (this.end(false)) this.listener.onClose(error);
  }

  private end(onPurpose: boolean): boolean {
    if (this.closed) return false;
    this.closed = true;
    if (this.opened) this.recorder.add({ op: 'close', ...this.of, onPurpose });
    this.socket.removeAllListeners();
    this.socket.disconnect();
    return true;
  }
}

/** Where a message is, as a history says it. */
export function placeOf(message: StoredMessage): Place {
  const { id, seq, room, target = '', username: sender } = message;
  return {
    room: room === undefined ? pairKey(sender, target) : roomKey(room),
    id,
    seq,
    sender,
    bodyHash: hashText(message.message),
  };
}

/** The fields of requests that matter here; the events that have them agree on what they mean. */
interface Fields {
  readonly roomname?: string;
  readonly room?: string;
  readonly with?: string;
  readonly target?: string;
  readonly message?: string;
  readonly clientId?: string;
  readonly since?: number;
  /** Of `list members` and `list rooms`, a name. */
  readonly after?: number | string;
  readonly before?: number;
  readonly status?: string;
  readonly token?: string;
}

type Asked = Pick<AskEntry, 'room' | 'clientMsgId' | 'bodyHash' | 'after' | 'before'>;

function askOf(user: string, payload: string | Fields): Asked {
  if (typeof payload === 'string') return { bodyHash: hashText(payload) };
  const room = payload.roomname ?? payload.room;
  const person = payload.with ?? payload.target;
  const key = room === undefined ? person && pairKey(user, person) : roomKey(room);
  const after = payload.since ?? (typeof payload.after === 'number' ? payload.after : undefined);
  return {
    ...(key && { room: key }),
    ...(payload.clientId !== undefined && { clientMsgId: payload.clientId }),
    ...(payload.message !== undefined && { bodyHash: hashText(payload.message) }),
    ...(after !== undefined && { after }),
    ...(payload.before !== undefined && { before: payload.before }),
  };
}

/** What answers may say, of what a history keeps. */
interface Result {
  readonly message?: StoredMessage;
  readonly messages?: readonly StoredMessage[];
  readonly lastSeq?: number;
  readonly complete?: boolean;
}

function answerOf(answer: Ack<Result>) {
  if (!answer.ok) return { result: answer.error.code, final: !answer.error.retryable };
  const { message, messages, lastSeq, complete } = answer;
  return {
    result: 'ok' as const,
    final: false,
    ...(message && { message: placeOf(message) }),
    ...(messages && { page: messages.map(placeOf) }),
    ...(lastSeq !== undefined && { lastSeq }),
    ...(complete !== undefined && { complete }),
  };
}

/** The one place where an answer is taken for what the protocol says of its event. */
function isAnswer(value: unknown): value is Ack<never> {
  return typeof value === 'object' && value !== null && 'ok' in value;
}

function refusalOf(error: Error): ChatError | undefined {
  const data: unknown = 'data' in error ? error.data : undefined;
  return isChatError(data) ? data : undefined;
}

function isChatError(value: unknown): value is ChatError {
  return typeof value === 'object' && value !== null && 'code' in value && 'retryable' in value;
}
