import type { ChatError } from './errors.js';
import type { Message } from './messages.js';
import type * as p from './payloads.js';

/** The answer to a request: exactly one for each. */
export type Ack<T> = ({ ok: true } & T) | { ok: false; error: ChatError };

type Request<Payload, Result> = (payload: Payload, ack?: (answer: Ack<Result>) => void) => void;

/** What clients send. Every event may carry an acknowledgement. */
export interface ClientToServerEvents {
  'join room': Request<p.JoinRoomPayload, p.JoinRoomResult>;
  'leave room': Request<p.LeaveRoomPayload, p.Empty>;
  'new message': Request<p.NewMessagePayload, p.SendResult>;
  'new pm': Request<p.NewPmPayload, p.SendResult>;
  'room history': Request<p.RoomHistoryPayload, p.RoomHistoryResult>;
  'list rooms': Request<p.ListRoomsPayload, p.ListRoomsResult>;
  'list members': Request<p.ListMembersPayload, p.ListMembersResult>;
  'list conversations': Request<p.ListConversationsPayload, p.ListConversationsResult>;
  typing: Request<p.TypingPayload, p.Empty>;
  'mark read': Request<p.MarkReadPayload, p.MarkReadResult>;
  'set status': Request<p.SetStatusPayload, p.Empty>;
  'refresh token': Request<p.RefreshTokenPayload, p.RefreshTokenResult>;
}
export type ClientEvent = keyof ClientToServerEvents;

/** What goes with the answer to an event. */
export type ResultOf<E extends ClientEvent> =
  ClientToServerEvents[E] extends Request<never, infer Result> ? Result : never;
/** What goes with an event. */
export type PayloadOf<E extends ClientEvent> = Parameters<ClientToServerEvents[E]>[0];

/** A failed request that had no acknowledgement. */
export interface ExceptionEvent {
  event: string;
  error: ChatError;
}

/** The last that a connection hears: the server closes it right after. */
export interface SessionEndedEvent {
  /** Why: `TOKEN_EXPIRED`, or what a new connection with the same token would be refused with. */
  error: ChatError;
}

/**
 * Why a connection was cut: its client did not read. Socket.IO's reason for the disconnect, on the
 * server, and the event that tells the person when they are back.
 */
export const SLOW_CONSUMER = 'slow consumer';

/** What the server sends. */
export interface ServerToClientEvents {
  'new message': (message: Message) => void;
  'room members': (delta: p.RoomMembersEvent) => void;
  presence: (change: p.PresenceEvent) => void;
  typing: (change: p.TypingEvent) => void;
  'token expiring': (notice: p.TokenExpiringEvent) => void;
  'slow consumer': (cut: p.SlowConsumerEvent) => void;
  'session ended': (end: SessionEndedEvent) => void;
  exception: (failure: ExceptionEvent) => void;
}
export type ServerEvent = keyof ServerToClientEvents;

/** The handshake's `auth`. */
export interface HandshakeAuth {
  username?: string;
  token?: string;
}
