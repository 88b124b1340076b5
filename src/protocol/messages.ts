/** A stored message, in a room (`generic`) or between two people (`private`). */
export interface StoredMessage {
  /** UUIDv7, unique everywhere. */
  id: string;
  /** 1, 2, 3 … without gaps within its room, or within its pair of people. */
  seq: number;
  type: 'generic' | 'private';
  /** The room's name; absent on private messages. */
  room?: string;
  /** Private messages: the recipient's username. */
  target?: string;
  /** Who sent it. */
  username: string;
  /** The text. */
  message: string;
  /** ISO 8601, UTC, set by the server. */
  at: string;
  /** As sent; only on the acknowledgement and on the sender's own other devices. */
  clientId?: string;
}

/** Someone came or went. Not stored, so it has no `id` and no `seq`. */
export interface Notice {
  type: 'system';
  event: 'joined' | 'left';
  room: string;
  username: string;
  /** The sentence to show: "alice has joined !". */
  message: string;
  at: string;
}

/** What arrives on `new message`. */
export type Message = StoredMessage | Notice;
