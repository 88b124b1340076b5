import type {
  ApplyEntry,
  Entry,
  History,
  LogEntry,
  Place,
  ReceiveEntry,
} from '../history/entry.js';
import { eventfulHistory } from '../model/model-steps.js';

type Op = Entry['op'];
type EntryOf<O extends Op> = Extract<Entry, { op: O }>;

export const LOBBY = '#lobby';
/** More than a run's T, and than the time for an answer. */
const TOO_LONG = 20_000;
export const good = eventfulHistory();

/** The last entry of a kind that fits. */
export function find<O extends Op>(
  op: O,
  fits: (entry: EntryOf<O>) => boolean = () => true,
): EntryOf<O> {
  const found = good
    .filter((entry): entry is EntryOf<O> => entry.op === op)
    .findLast((entry) => fits(entry));
  if (!found) throw new Error(`The good history has no such "${op}"`);
  return found;
}

/** The history with other entries in the place of one; with none, it is dropped. */
export function replace(entry: Entry, ...others: readonly Entry[]): History {
  return good.flatMap((each) => (each === entry ? others : [each]));
}

/** The entry happens again, much later. */
export function repeatLate(entry: Entry): History {
  const late = { ...entry, time: entry.time + TOO_LONG };
  const after = good.findIndex(({ time }) => time > late.time);
  return good.toSpliced(after, 0, late);
}

/** The entry happens much later. */
export function postpone(entry: Entry): History {
  return repeatLate(entry).filter((each) => each !== entry);
}

/** Changes what the second node says is stored in the lobby. */
export function spoilLog(change: (messages: readonly Place[]) => readonly Place[]): History {
  const log: LogEntry = find('log', ({ room, node }) => room === LOBBY && node === 'n2');
  return replace(log, { ...log, messages: change(log.messages) });
}

export const last = <Value>(values: readonly Value[]): Value => {
  const value = values.at(-1);
  if (value === undefined) throw new Error('There is nothing to spoil');
  return value;
};
export const changed = <E extends { readonly message: Place }>(
  entry: E,
  change: Partial<Place>,
): E => ({
  ...entry,
  message: { ...entry.message, ...change },
});
/** A place that no one has seen, though someone sent its text. */
export const newPlace: Partial<Place> = { id: 'new', seq: 1_000 };

/** Live, in the lobby, the newest. */
export const received = () => find('receive', ({ message }) => message.room === LOBBY);
/** The newest place of the lobby, as its sender's acknowledgement tells it. */
export const acknowledged = () =>
  find('answer', ({ message }) => message?.room === LOBBY && message.seq === lobbyLog().length);
export const lobbyLog = () => find('log', ({ room }) => room === LOBBY).messages;
export const comeback = () =>
  find('answer', ({ user, page = [] }) => user === 'cleo' && page.length > 0);
/** The text that the server refused for good. */
export const refused = (room: string) => {
  const refusals = good.filter(({ op }) => op === 'answer');
  return find(
    'ask',
    (ask) =>
      ask.room === room &&
      refusals.some(
        (answer) => 'final' in answer && answer.final && answer.request === ask.request,
      ),
  );
};

/** The places of the two messages that were under way at once. */
const TOGETHER = [8, 9] as const;
/** What the third person received of them, and showed. */
export const bothReceived = () =>
  TOGETHER.map((seq) => find('receive', (entry) => isAt(seq, entry)));
export const bothApplied = () => TOGETHER.map((seq) => find('apply', (entry) => isAt(seq, entry)));

function isAt(seq: number, { user, message }: ReceiveEntry | ApplyEntry): boolean {
  return user === 'cleo' && message.room === LOBBY && message.seq === seq;
}

/** Two messages change places in what someone was told. */
export function swapMessages(entries: readonly (ReceiveEntry | ApplyEntry)[]): History {
  const [first, second] = entries;
  return good.map((entry) => {
    if (first && second && entry === first) return { ...first, message: second.message };
    if (first && second && entry === second) return { ...second, message: first.message };
    return entry;
  });
}

/** Of two sends under way at once, the one with the higher place was over before the other began. */
export function overtake(): History {
  const [lower, higher] = bothReceived().map(({ message }) => message);
  const ask = find('ask', ({ bodyHash }) => bodyHash === lower?.bodyHash);
  const answer = find('answer', ({ message }) => message?.id === higher?.id);
  const early = { ...answer, time: ask.time - 0.5 };
  return replace(ask, early, ask).filter((entry) => entry !== answer);
}
