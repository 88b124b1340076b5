import type { DefaultEventsMap, Server, Socket } from 'socket.io';
import type { Device } from '../presence/device.js';
import type { ClientToServerEvents, ServerToClientEvents } from '../protocol/index.js';
import type { RequestBudget } from './request-budget.js';
import type { RequestQueue } from './request-queue.js';

/** What the server knows of one connection. */
export interface Session {
  /** Set once the connection has an identity. */
  device?: Device;
  /** Brings a guest back as the same identity. */
  token?: string;
  /** When what it was let in with expires, in epoch milliseconds. */
  expiresAt?: number;
  /** Ends the watch over the session of the account that it was let in with. */
  unwatch?: () => void;
  /** That session has ended. */
  revoked?: true;
  /** It has been accepted. */
  opened?: true;
  readonly requests: RequestQueue;
  /** Absent: there are no limits. */
  readonly budget?: RequestBudget;
  /** What its address is counted as. */
  readonly addressKey: string;
  /** The connection is gone: nothing may be kept for it any more. */
  closed: boolean;
  /**
   * Sees the connection off. It listens to the transport during the handshake and to the socket from
   * then on: a transport outlives its sockets, and may carry any number of handshakes.
   */
  readonly onGone: (reason?: string) => void;
}

interface SocketData {
  session?: Session;
}

/** The Socket.IO server, typed by the protocol. */
export type ChatServer = Server<
  ClientToServerEvents,
  ServerToClientEvents,
  DefaultEventsMap,
  SocketData
>;
/** One connection, typed by the protocol. */
export type ChatSocket = Socket<
  ClientToServerEvents,
  ServerToClientEvents,
  DefaultEventsMap,
  SocketData
>;
