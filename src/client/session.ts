import type { ChatError, ClientEvent, PayloadOf, ResultOf, Ack } from '../protocol/index.js';
import { backoff, type Clock } from './clock.js';
import type { Credentials } from './credentials.js';
import { ClientClosedError, toChatError, toException } from './errors.js';
import { Gate } from './gate.js';
import type { Connection, Incoming, Transport } from './transport.js';
import type { ConnectionState } from './types.js';

/** A connection that lasted so long was a good one: the next failure is the first again. */
const GOOD_CONNECTION_MS = 10_000;
/** How long a server may take to notice that a connection is dead, and its name free. */
const GHOST_MS = 60_000;

export interface SessionListener {
  onState(): void;
  /** The wait for the next attempt is over. */
  onAttempt(): void;
  onOnline(): void;
  /** The connection was lost, or is over for good (`gate.ended`). */
  onOffline(): void;
  onEvent(incoming: Incoming): void;
}

export interface SessionOptions {
  transport: Transport;
  clock: Clock;
  credentials: Credentials;
  /** For the handshake. */
  timeoutMs: number;
  listener: SessionListener;
}

/** Makes connections, one after another, until it is closed or refused. */
export class Session {
  /** Open while online; ended by `close()` or a refusal. */
  readonly gate = new Gate();
  readonly #options: SessionOptions;
  #state: ConnectionState = 'connecting';
  #error: ChatError | undefined;
  #retryAt: number | undefined;
  #connection: Connection | undefined;
  #cancelTimer: () => void = () => {};
  #failures = 0;
  #onlineSince = 0;
  #lastOnline = -Infinity;
  #epoch = 0;
  #attempt = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get error(): ChatError | undefined {
    return this.#error;
  }

  /** When the next connection is made, in epoch milliseconds, while one waits for that. */
  get retryAt(): number | undefined {
    return this.#retryAt;
  }

  /** Changes whenever a connection comes or goes: the same number means the same live connection. */
  get epoch(): number {
    return this.#epoch;
  }

  start(): void {
    void this.#connect();
  }

  /** Sends on the live connection; `false` if there is none. */
  emit<E extends ClientEvent>(
    event: E,
    payload: PayloadOf<E>,
    onAnswer: (answer: Ack<ResultOf<E>>) => void,
  ): boolean {
    if (!this.gate.isOpen || !this.#connection) return false;
    this.#connection.emit(event, payload, onAnswer);
    return true;
  }

  /** Connects now, if the next attempt is being waited for. */
  reconnect(): void {
    if (this.#retryAt === undefined) return;
    this.#cancelTimer();
    void this.#connect();
  }

  /** Connects anew with a fresh token. */
  renew(): void {
    if (!this.gate.isOpen) return;
    this.#drop();
    this.#goOffline(0);
  }

  close(): void {
    if (this.gate.ended) return;
    this.#drop();
    this.#retryAt = undefined;
    this.gate.end(new ClientClosedError());
    this.#become('offline');
    this.#options.listener.onOffline();
  }

  async #connect(): Promise<void> {
    const { transport, credentials, clock, timeoutMs } = this.#options;
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.#cancelTimer = clock.after(timeoutMs, () => this.#lost());
    try {
      const auth = await credentials.auth();
      if (this.gate.ended || attempt !== this.#attempt) return;
      this.#connection = transport.open(auth, {
        onOpen: () => this.#opened(),
        onEvent: (incoming) => this.#options.listener.onEvent(incoming),
        onClose: (error) => void this.#closed(error),
      });
    } catch (fault) {
      if (attempt === this.#attempt) this.#withoutToken(fault);
    }
  }

  /** Who gives out tokens may say that there are no more; else it is as if no server answered. */
  #withoutToken(fault: unknown): void {
    const error = toChatError(fault);
    if (!error || error.retryable) return this.#lost(error?.retryAfterMs);
    this.#drop();
    this.#refuse(error);
  }

  #opened(): void {
    this.#cancelTimer();
    this.#onlineSince = this.#options.clock.now();
    this.#epoch += 1;
    this.#options.credentials.accepted();
    this.#error = undefined;
    this.gate.open();
    this.#become('online');
    this.#options.listener.onOnline();
  }

  async #closed(error?: ChatError): Promise<void> {
    this.#drop();
    if (!error || error.retryable || this.#mayBeOwnGhost(error)) {
      this.#error = error;
      this.#lost(error?.retryAfterMs);
    } else if (await this.#options.credentials.replace(error)) {
      if (!this.gate.ended) this.#goOffline(0);
    } else {
      this.#refuse(error);
    }
  }

  /** A name without a token is taken as long as one's own lost connection looks alive. */
  #mayBeOwnGhost({ code }: ChatError): boolean {
    const { credentials, clock } = this.#options;
    return (
      code === 'USERNAME_TAKEN' &&
      credentials.token === undefined &&
      clock.now() - this.#lastOnline < GHOST_MS
    );
  }

  #refuse(error: ChatError): void {
    if (this.gate.ended) return;
    this.#error = error;
    this.gate.end(toException(error));
    this.#become('refused');
    this.#options.listener.onOffline();
  }

  #lost(atLeastMs = 0): void {
    if (this.gate.ended) return;
    this.#drop();
    this.#goOffline(Math.max(atLeastMs, backoff(this.#failures, this.#options.clock)));
    this.#failures += 1;
  }

  /** Forgets the connection, if there is one. */
  #drop(): void {
    this.#cancelTimer();
    this.#connection?.close();
    this.#connection = undefined;
    if (!this.gate.isOpen) return;
    this.#epoch += 1;
    this.#lastOnline = this.#options.clock.now();
    if (this.#lastOnline - this.#onlineSince >= GOOD_CONNECTION_MS) this.#failures = 0;
    this.gate.shut();
    this.#options.listener.onOffline();
  }

  #goOffline(delayMs: number): void {
    this.#attempt += 1;
    this.#retryAt = this.#options.clock.now() + delayMs;
    this.#cancelTimer = this.#options.clock.after(delayMs, () => void this.#connect());
    this.#become('offline');
  }

  #become(state: ConnectionState): void {
    this.#state = state;
    this.#options.listener.onState();
  }
}
