import type { StoredMessage } from '../protocol/index.js';

/** What a stored message says, apart from where it was said. */
export interface Said {
  id: string;
  seq: number;
  senderName: string;
  text: string;
  /** Epoch milliseconds. */
  at: number;
}

/** A room's message as clients see it. */
export function roomMessage(roomName: string, said: Said): StoredMessage {
  return {
    id: said.id,
    seq: said.seq,
    type: 'generic',
    room: roomName,
    username: said.senderName,
    message: said.text,
    at: new Date(said.at).toISOString(),
  };
}

/** A private message as the two people see it. */
export function privateMessage(targetName: string, said: Said): StoredMessage {
  return {
    id: said.id,
    seq: said.seq,
    type: 'private',
    target: targetName,
    username: said.senderName,
    message: said.text,
    at: new Date(said.at).toISOString(),
  };
}
