import type { StoredMessage } from './messages.js';

/** What a person chose for a device. */
export type DeviceStatus = 'online' | 'away';
/** Away when all devices are, offline when none is left. */
export type PersonStatus = DeviceStatus | 'offline';

export interface JoinRoomPayload {
  roomname: string;
  /** Needed once for each connection that has no identity yet. */
  username?: string;
  /** The last `seq` seen: what came after it is answered, instead of the newest 50. */
  since?: number;
}
export interface LeaveRoomPayload {
  roomname: string;
}
/** A bare string goes to the room that the socket joined last. */
export type NewMessagePayload = string | { message: string; room?: string; clientId?: string };
/** A bare string is `"@bob text"`. */
export type NewPmPayload = string | { target: string; message: string; clientId?: string };
export interface RoomHistoryPayload {
  /** A room's name; or `with`, exactly one of the two. */
  room?: string;
  /** The other person of a private conversation. */
  with?: string;
  /** Only messages with a lower `seq`: the newest of them. */
  before?: number;
  /** Only messages with a higher `seq`: the oldest of them. */
  after?: number;
  /** 1–200, default 50. */
  limit?: number;
}
export interface ListRoomsPayload {
  /** The last room name of the page before. */
  after?: string;
  /** 1–200, default 50. */
  limit?: number;
}
export interface ListMembersPayload {
  room: string;
  /** The last username of the page before. */
  after?: string;
  /** 1–200, default 50. */
  limit?: number;
}
export type ListConversationsPayload = Record<string, never>;
export interface TypingPayload {
  room?: string;
  target?: string;
  typing: boolean;
}
export interface MarkReadPayload {
  room?: string;
  with?: string;
  /** Everything up to and including this `seq` has been read. A mark never moves back. */
  seq: number;
}
export interface SetStatusPayload {
  status: DeviceStatus;
}
export interface RefreshTokenPayload {
  /** Of the same user as the connection. */
  token: string;
}

export interface Member {
  username: string;
  status: PersonStatus;
  /** ISO 8601; only of people who are offline. */
  lastSeenAt?: string;
}
export interface JoinRoomResult {
  /** The room's name as it was first written. */
  room: string;
  username: string;
  /** Presented as the handshake's `auth: { token }`, it is the same identity again. Guests only. */
  token?: string;
  /** The first 200 of `count`, those who are here first. */
  members: Member[];
  /** How many members the room has, here or not. */
  count: number;
  lastSeq: number;
  /** Oldest first. */
  messages: StoredMessage[];
  /** False: there is more, through `room history`. */
  complete: boolean;
}
export interface SendResult {
  message: StoredMessage;
}
export interface RoomHistoryResult {
  /** Oldest first. */
  messages: StoredMessage[];
  complete: boolean;
}
export interface RoomSummary {
  name: string;
  members: number;
  lastSeq: number;
}
export interface ListRoomsResult {
  rooms: RoomSummary[];
  complete: boolean;
}
export interface ListMembersResult {
  members: Member[];
  count: number;
  complete: boolean;
}
export interface Conversation {
  /** The other person's username. */
  with: string;
  lastSeq: number;
  /** Counted up to 1,000. */
  unread: number;
}
export interface ListConversationsResult {
  /** The 200 with the newest messages, newest first. */
  conversations: Conversation[];
}
export interface MarkReadResult {
  unread: number;
}
export interface RefreshTokenResult {
  /** When the connection ends now, unless there is another token by then: ISO 8601. Absent: never. */
  expiresAt?: string;
}
/** An answer that says no more than that it was done. */
export type Empty = object;

/** Who came into a room and who went, coalesced: at most one a second for each room. */
export interface RoomMembersEvent {
  room: string;
  /** Usernames; at most 200 each, the rest shows in `count` and through `list members`. */
  joined: string[];
  left: string[];
  count: number;
}
export interface PresenceEvent {
  username: string;
  status: PersonStatus;
  at: string;
}
/** An earlier connection of this person was cut, for its client did not read what it was sent. */
export interface SlowConsumerEvent {
  /** When: ISO 8601. */
  at: string;
}
/** It is time for `refresh token`. */
export interface TokenExpiringEvent {
  /** When the connection ends otherwise: ISO 8601. */
  expiresAt: string;
}
export interface TypingEvent {
  /** Absent when it is to you alone. */
  room?: string;
  username: string;
  typing: boolean;
}
