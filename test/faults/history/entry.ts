import type { ClientEvent, ErrorCode, PersonStatus } from 'nest-parley/protocol';

/**
 * A message with its place in a conversation, as someone saw it. `room` is a conversation's key: a
 * room's name with `#` before it, or the two people of a pair in order, `@alice bob`.
 */
export interface Place {
  readonly room: string;
  readonly id: string;
  readonly seq: number;
  /** The sender's username. */
  readonly sender: string;
  /** Of the text. The load never sends a text twice, so that it stands for one send. */
  readonly bodyHash: string;
}

/** Milliseconds of one clock: all clients of a run are in one process. No two entries have the same. */
interface Timed {
  readonly time: number;
}

/** One device: it is told from others of its user, and outlives its connections. */
interface OfClient extends Timed {
  readonly client: string;
  readonly user: string;
}

interface OfConnection extends OfClient {
  /** Numbered over the whole run. */
  readonly conn: number;
}

/** What the run promises, for rules that need a bound. The first entry. */
export interface RunEntry extends Timed {
  readonly op: 'run';
  readonly row: string;
  readonly seed: number;
  /** T: how soon after a fault all must be level. Milliseconds. */
  readonly healMs: number;
  /** How long an answer may take when nothing is wrong. Milliseconds. */
  readonly answerMs: number;
  /** The most memory that a node may hold. */
  readonly rssCapBytes: number;
}

/** The server accepted a connection. */
export interface OpenEntry extends OfConnection {
  readonly op: 'open';
  /** Where it goes. */
  readonly node: string;
}

/** It is gone. */
export interface CloseEntry extends OfConnection {
  readonly op: 'close';
  /** The client ended it, and stays away until its next connection: it need not be level. */
  readonly onPurpose: boolean;
}

/** A request as it went out. */
export interface AskEntry extends OfConnection {
  readonly op: 'ask';
  readonly request: number;
  readonly event: ClientEvent;
  readonly room?: string;
  /** Of a send. */
  readonly clientMsgId?: string;
  readonly bodyHash?: string;
  /** Of a page, and of a join with `since`: only what comes after this `seq`. */
  readonly after?: number;
  /** Of a page: only what comes before this `seq`. */
  readonly before?: number;
}

/** Its answer. Of a request without one, nothing is known: it is indeterminate. */
export interface AnswerEntry extends OfConnection {
  readonly op: 'answer';
  readonly request: number;
  readonly result: 'ok' | ErrorCode;
  /** The same request would never succeed: the server says so (`retryable: false`). */
  readonly final: boolean;
  /** Of a send. */
  readonly message?: Place;
  /** Of a join. */
  readonly lastSeq?: number;
  /** Of a join and a page: ascending. */
  readonly page?: readonly Place[];
  readonly complete?: boolean;
}

/** A live message came over a connection. */
export interface ReceiveEntry extends OfConnection {
  readonly op: 'receive';
  readonly message: Place;
}

/** The client showed a message: in a program with a screen, that is what its user saw. */
export interface ApplyEntry extends OfClient {
  readonly op: 'apply';
  readonly message: Place;
}

/**
 * The client began to show a conversation (`show`: from then on it must show all that comes), was told
 * to forget what it showed (`reset`), or stopped showing it of its own will (`hide`).
 */
export interface ShowEntry extends OfClient {
  readonly op: 'show' | 'reset' | 'hide';
  readonly room: string;
}

/** A live change of someone's presence. */
export interface PresenceEntry extends OfConnection {
  readonly op: 'presence';
  readonly about: string;
  readonly status: PersonStatus;
}

/** A fault began or ended. Between the two, bounds of time do not hold. */
export interface FaultEntry extends Timed {
  readonly op: 'fault' | 'heal';
  readonly name: string;
}

/** At the end, when all is healed and quiet: the whole log of a conversation, as a node tells it. */
export interface LogEntry extends Timed {
  readonly op: 'log';
  readonly node: string;
  readonly room: string;
  readonly messages: readonly Place[];
}

/** At the end: who is here according to a node, and who is indeed connected. Usernames. */
export interface ViewEntry extends Timed {
  readonly op: 'view';
  readonly node: string;
  readonly room: string;
  readonly online: readonly string[];
  readonly live: readonly string[];
}

/** A process of the run began, was ended on purpose, or ended. */
export interface ProcessEntry extends Timed {
  readonly op: 'process';
  readonly node: string;
  readonly pid: number;
  readonly event: 'started' | 'killed' | 'ended';
}

/** What a node was seen to hold and to print. */
export interface VitalsEntry extends Timed {
  readonly op: 'vitals';
  readonly node: string;
  readonly pid: number;
  readonly rssBytes: number;
  /** Lines that speak of an unhandled rejection or an uncaught exception. */
  readonly unhandled: number;
  /** Lines with a text or a secret in them that must not be printed. */
  readonly canaries: number;
}

/** One line of a history. `op` says which. */
export type Entry =
  | RunEntry
  | OpenEntry
  | CloseEntry
  | AskEntry
  | AnswerEntry
  | ReceiveEntry
  | ApplyEntry
  | ShowEntry
  | PresenceEntry
  | FaultEntry
  | LogEntry
  | ViewEntry
  | ProcessEntry
  | VitalsEntry;

/**
 * What happened, in order of time. The protocol has no epochs: numbering begins anew only with another
 * database, and a run has one.
 */
export type History = readonly Entry[];
