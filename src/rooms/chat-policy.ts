import type { User } from '../identity/user.js';

/**
 * What a policy says: `true` allows; `false` denies; a string denies and is told to the client as the
 * error's message.
 */
export type PolicyDecision = boolean | string;

type Decision = PolicyDecision | Promise<PolicyDecision>;

/** Where something is read: a room, or the conversation with someone. */
export type ReadPlace = { readonly room: string } | { readonly with: User };

/**
 * Port: a host's rules. A host extends it, overrides what it wants to decide, and passes the class to
 * `ChatModule`; what it does not override is allowed. It may inject anything that the modules in
 * `imports` export. Each method is asked before every action of its kind, so it must be quick; a
 * rejection denies, and is logged. A denial is answered with FORBIDDEN.
 */
export abstract class ChatPolicy {
  /** May this person come into the room? Asked on every `join room`, also to resume. */
  canJoin(_user: User, _room: string): Decision {
    return true;
  }

  /** May this person make the room, by joining it first? Asked after `canJoin`. */
  canCreateRoom(_user: User, _room: string): Decision {
    return true;
  }

  /** May this person send the text to a room that they are in? */
  canSend(_user: User, _room: string, _text: string): Decision {
    return true;
  }

  /** May this person send the text to the other? */
  canSendPrivate(_user: User, _target: User, _text: string): Decision {
    return true;
  }

  /** May this person read back? Asked on `room history`, and for the messages of `join room`. */
  canRead(_user: User, _place: ReadPlace): Decision {
    return true;
  }
}
