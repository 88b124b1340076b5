import type { User } from '../identity/user.js';
import type { StoredMessage } from '../protocol/index.js';

/** What a host's code hears of, by event name. */
export interface ChatEventMap {
  /** A message was committed. `recipient`: the other person, of a private one. */
  'message.sent': { message: StoredMessage; sender: User; recipient?: User };
  /** A person's first device came into a room. */
  'user.joined': { user: User; room: string };
  /** A person's last device went out of a room. */
  'user.left': { user: User; room: string };
  /** A person's first device connected. */
  'user.online': { user: User };
  /** A person's last device went. */
  'user.offline': { user: User };
}

/** The name of an event that a host can listen to. */
export type ChatEventName = keyof ChatEventMap;

/**
 * Port: tells the host's listeners what happened, after it did. It never waits for them and never
 * fails: a listener's fault is the listener's. An event is told at most once, on the node where it
 * happened; what must not be missed belongs in a transaction.
 */
export abstract class ChatEvents {
  abstract emit<Name extends ChatEventName>(name: Name, event: ChatEventMap[Name]): void;
}
