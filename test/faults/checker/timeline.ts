import type {
  AnswerEntry,
  ApplyEntry,
  AskEntry,
  Entry,
  History,
  LogEntry,
  Place,
  ReceiveEntry,
  RunEntry,
} from '../history/entry.js';
import { Faults } from './faults.js';
import { groupBy } from './group.js';

type Op = Entry['op'];
type EntryOf<O extends Op> = Extract<Entry, { op: O }>;

/** A request with its answers: one, if all is well; none, if its connection was lost. */
export interface Exchange {
  readonly ask: AskEntry;
  readonly answers: readonly AnswerEntry[];
}

/** All attempts at one message: they carry the same sender, conversation and `clientMsgId`. */
export interface Send {
  readonly key: string;
  readonly room: string;
  readonly sender: string;
  readonly bodyHash: string;
  /** In order of time. */
  readonly attempts: readonly Exchange[];
  /** Answers that say where the message is. */
  readonly acks: readonly (AnswerEntry & { readonly message: Place })[];
}

/** A message and the entry that shows it. */
export interface Sighting {
  readonly message: Place;
  readonly entry: Entry;
}

/** A history, looked up in the ways that rules need. */
export class Timeline {
  readonly run: RunEntry;
  readonly faults: Faults;
  readonly exchanges: readonly Exchange[];
  readonly sends: readonly Send[];
  /** Every sight of every message. */
  readonly sightings: readonly Sighting[];
  readonly end: number;
  /** What nodes said is stored, by conversation. */
  readonly logs: ReadonlyMap<string, readonly LogEntry[]>;
  private readonly counts = new Map<LogEntry, Map<string, number>>();

  constructor(readonly history: History) {
    const [run] = this.all('run');
    if (!run) throw new Error('A history begins with what the run promises');
    this.run = run;
    this.end = history.at(-1)?.time ?? 0;
    this.logs = groupBy(this.all('log'), ({ room }) => room);
    this.faults = new Faults(history, run.healMs);
    const answers = groupBy(this.all('answer'), ({ request }) => request);
    this.exchanges = this.all('ask').map((ask) => ({
      ask,
      answers: answers.get(ask.request) ?? [],
    }));
    this.sends = sendsOf(this.exchanges);
    this.sightings = history.flatMap((entry) =>
      messagesOf(entry).map((message) => ({ message, entry })),
    );
  }

  /** The entries of some kinds, in order of time. */
  all<O extends Op>(...ops: readonly O[]): EntryOf<O>[] {
    return this.history.filter((entry): entry is EntryOf<O> => ops.some((op) => op === entry.op));
  }

  /** How often a node's log has each message of a sender, by what it says. */
  copies(log: LogEntry, { sender, bodyHash }: Pick<Place, 'sender' | 'bodyHash'>): number {
    let counts = this.counts.get(log);
    if (!counts) {
      const texts = groupBy(log.messages, (message) => `${message.sender} ${message.bodyHash}`);
      counts = new Map([...texts].map(([text, copies]) => [text, copies.length]));
      this.counts.set(log, counts);
    }
    return counts.get(`${sender} ${bodyHash}`) ?? 0;
  }

  /** What is stored in a conversation, as the first node asked tells it; `undefined`: no one asked. */
  stored(room: string): readonly Place[] | undefined {
    return this.logs.get(room)?.[0]?.messages;
  }

  applied(): Map<string, ApplyEntry[]> {
    return groupBy(this.all('apply'), ({ client, message }) => `${client} ${message.room}`);
  }

  received(): Map<string, ReceiveEntry[]> {
    return groupBy(this.all('receive'), ({ conn, message }) => `${conn} ${message.room}`);
  }
}

function sendsOf(exchanges: readonly Exchange[]): Send[] {
  const attempts = exchanges.filter(({ ask }) => ask.clientMsgId !== undefined);
  const groups = groupBy(attempts, ({ ask }) => `${ask.user} ${ask.room} ${ask.clientMsgId}`);
  return [...groups].flatMap(([key, attempts]) => {
    const [first] = attempts;
    if (!first) return [];
    const { room = '', user, bodyHash = '' } = first.ask;
    const acks = attempts.flatMap(({ answers }) => answers.filter(tellsPlace));
    return [{ key, room, sender: user, bodyHash, attempts, acks }];
  });
}

function tellsPlace(answer: AnswerEntry): answer is AnswerEntry & { message: Place } {
  return answer.result === 'ok' && answer.message !== undefined;
}

function messagesOf(entry: Entry): readonly Place[] {
  if (entry.op === 'log') return entry.messages;
  if (entry.op === 'receive' || entry.op === 'apply') return [entry.message];
  if (entry.op !== 'answer') return [];
  return [...(entry.message ? [entry.message] : []), ...(entry.page ?? [])];
}
