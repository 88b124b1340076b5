import type { LatencySummary } from './latency.histogram.js';

/** How a target differs on the wire, as far as the generator has to know. */
export interface WireTraits {
  /** Is `join room` acknowledged? If not, the notices tell when someone is in. */
  joinAcks: boolean;
  /** Are sends acknowledged? If so, each is asked for and counted. */
  sendAcks: boolean;
  /** Are joins told to the others one by one, in rooms of any size? */
  notices: boolean;
  /** What `new message` and `new pm` take: the tutorial's bare string, or an object. */
  body: 'text' | 'object';
  /** Do messages carry `seq`? If so, each connection is to see it grow. */
  seqs: boolean;
}

/** What a generator is started with. */
export interface GeneratorSetup {
  /** Of each node; people are spread over them in turn. */
  ports: number[];
  /** The nodes' processes, whose processor time is read at both ends of what is measured. */
  serverPids: number[];
  /** What the nodes share, if anything; read likewise. */
  servicePids: Partial<Record<'redis' | 'postgres', number>>;
  traits: WireTraits;
}

/** Connects a crowd and joins it to its rooms. */
export interface GatherCommand {
  do: 'gather';
  rooms: number;
  size: number;
  /** Members of each room that send. */
  senders: number;
  /** Sends to the room, or private messages within rooms of two. */
  sends: 'room' | 'pm';
  /** The joins are over when no one has been told anything for so long. */
  quietMs: number;
}
/** Each sender sends again when all have seen what it sent: a fixed number in flight. */
export interface ClosedLoopCommand {
  do: 'closed-loop';
  /** In flight for each sender. */
  window: number;
  /** Not measured. */
  rampMs: number;
  measureMs: number;
}
/** Sends at a fixed rate, whatever comes back. Latency counts from when a send was due. */
export interface OpenLoopCommand {
  do: 'open-loop';
  sendsPerSecond: number;
  rampMs: number;
  measureMs: number;
}
/** Connects a new crowd, then joins it to one room all at once. */
export interface JoinStormCommand {
  do: 'join-storm';
  size: number;
  /** Makes the names of room and people those of this round. */
  round: string;
}
/** Connects people, joins them to an existing room at a fixed rate, and disconnects them. */
export interface HistoryJoinCommand {
  do: 'history-join';
  room: string;
  /** How many messages the room holds. */
  messages: number;
  joins: number;
  joinsPerSecond: number;
  round: string;
}
/** Fills a room up to a number of messages. */
export interface FillCommand {
  do: 'fill';
  room: string;
  messages: number;
}
export type Command =
  | GatherCommand
  | ClosedLoopCommand
  | OpenLoopCommand
  | JoinStormCommand
  | HistoryJoinCommand
  | FillCommand;

/** What came of a command. */
export interface Measurement {
  /** How long it took, or how long was measured. */
  seconds: number;
  /** Deliveries counted in that time. */
  deliveries: number;
  latency: LatencySummary;
  /** Of a load: messages sent from the command's start to its end, what was not measured too. */
  sends?: number;
  /** Processor time of the server's nodes in that time, in seconds. */
  serverCpu: number;
  /** Of Redis and of PostgreSQL, likewise; 0 where there is none. */
  redisCpu: number;
  postgresCpu: number;
  /** The generator's own: near `seconds`, it is the generator that was measured. */
  generatorCpu: number;
  /** The memory of the server's nodes at the end, in bytes. */
  residentBytes: number;
  /** What makes this a failure and no figure; empty if all is well. */
  faults: string[];
}

/** What a generator answers a command with. */
export type Reply = { ok: true; measurement: Measurement } | { ok: false; error: string };

/** Is this one of ours? Both ends are this program, so the discriminant tells. */
export function isCommand(value: unknown): value is Command {
  return typeof value === 'object' && value !== null && 'do' in value;
}
/** See `isCommand`. */
export function isReply(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && 'ok' in value;
}
/** See `isCommand`. */
export function isGeneratorSetup(value: unknown): value is GeneratorSetup {
  return typeof value === 'object' && value !== null && 'serverPids' in value && 'traits' in value;
}
