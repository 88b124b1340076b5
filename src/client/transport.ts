import type {
  Ack,
  ChatError,
  ClientEvent,
  HandshakeAuth,
  PayloadOf,
  ResultOf,
  ServerEvent,
  ServerToClientEvents,
} from '../protocol/index.js';

type LiveEvent = Exclude<ServerEvent, 'exception' | 'session ended' | 'slow consumer'>;

/**
 * An event of the server with its content. `exception` is none of them: it answers requests without
 * an acknowledgement, and the client makes none; nor is `session ended`, which is `onClose`; nor
 * `slow consumer`, for the client fetches what it missed after any loss of its connection.
 */
export type Incoming = {
  [E in LiveEvent]: { event: E; payload: Parameters<ServerToClientEvents[E]>[0] };
}[LiveEvent];

/** What a connection reports, never before `open` has returned, and nothing after `onClose`. */
export interface ConnectionListener {
  /** The server accepted the handshake. At most once. */
  onOpen(): void;
  onEvent(incoming: Incoming): void;
  /**
   * The connection is gone, or never came about. Exactly once, unless `close()` was called.
   * @param error what the server said when it refused the handshake, or ended the session.
   */
  onClose(error?: ChatError): void;
}

/** One connection: it does not come back after it closed. */
export interface Connection {
  /**
   * Sends a request. `onAnswer` is called at most once, and never if the connection closes first.
   * What is sent in turn arrives in turn.
   */
  emit<E extends ClientEvent>(
    event: E,
    payload: PayloadOf<E>,
    onAnswer: (answer: Ack<ResultOf<E>>) => void,
  ): void;
  /** Ends it without `onClose`; nothing more is reported. Harmless once it is closed. */
  close(): void;
}

/**
 * Port: what carries events. Delivery is at most once both ways. When to connect again is the
 * client's decision, so each call makes one attempt.
 */
export interface Transport {
  open(auth: HandshakeAuth, listener: ConnectionListener): Connection;
}
