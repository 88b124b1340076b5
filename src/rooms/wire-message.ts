import type { StoredMessage } from '../protocol/index.js';
import { ownJson, type OwnJson } from './own-json.js';

/** What a stored message says, apart from where it was said. */
export interface Said {
  id: string;
  seq: number;
  senderName: string;
  text: string;
  /** Epoch milliseconds. */
  at: number;
}

/** A message as it goes over the wire: to all who are sent it, and to who has it acknowledged. */
export class WireMessage implements StoredMessage, OwnJson {
  // Declared only: they come in the order in which the constructor sets them.
  declare readonly id: string;
  declare readonly seq: number;
  declare readonly type: 'generic' | 'private';
  declare readonly room?: string;
  declare readonly target?: string;
  declare readonly username: string;
  declare readonly message: string;
  declare readonly at: string;
  declare readonly clientId?: string;
  #json: string | undefined;

  /** @param json what it is as JSON, if that is known. */
  constructor(fields: StoredMessage, json?: string) {
    this.id = fields.id;
    this.seq = fields.seq;
    this.type = fields.type;
    if (fields.room !== undefined) this.room = fields.room;
    if (fields.target !== undefined) this.target = fields.target;
    this.username = fields.username;
    this.message = fields.message;
    this.at = fields.at;
    if (fields.clientId !== undefined) this.clientId = fields.clientId;
    this.#json = json;
  }

  [ownJson](): string {
    return (this.#json ??= JSON.stringify(this));
  }
}

/** A room's message as clients see it. */
export function roomMessage(roomName: string, said: Said): WireMessage {
  return new WireMessage({
    id: said.id,
    seq: said.seq,
    type: 'generic',
    room: roomName,
    username: said.senderName,
    message: said.text,
    at: isoTime(said.at),
  });
}

/** A private message as the two people see it. */
export function privateMessage(targetName: string, said: Said): WireMessage {
  return new WireMessage({
    id: said.id,
    seq: said.seq,
    type: 'private',
    target: targetName,
    username: said.senderName,
    message: said.text,
    at: isoTime(said.at),
  });
}

/** The message as its own sender sees it, who knows it by the `clientId`. */
export function withClientId(message: StoredMessage, clientId: string): WireMessage {
  const own = { ...message, clientId };
  // One of another node's came as plain JSON.
  if (!(message instanceof WireMessage)) return new WireMessage(own);
  const json = message[ownJson]();
  return new WireMessage(own, `${json.slice(0, -1)},"clientId":${JSON.stringify(clientId)}}`);
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
