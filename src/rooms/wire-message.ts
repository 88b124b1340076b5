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
    at: isoTime(said.at),
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
    at: isoTime(said.at),
  };
}

let lastTime = 0;
let lastIsoTime = new Date(lastTime).toISOString();

/** Messages that come together share their millisecond, and its spelling costs more than theirs. */
function isoTime(at: number): string {
  if (at !== lastTime) {
    lastTime = at;
    lastIsoTime = new Date(at).toISOString();
  }
  return lastIsoTime;
}
