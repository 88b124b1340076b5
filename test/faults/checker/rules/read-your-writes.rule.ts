import type { AnswerEntry, Place } from '../../history/entry.js';
import type { Finding, Rule } from '../rule.js';
import type { Exchange, Timeline } from '../timeline.js';

/** Whoever asks any node after an acknowledgement finds what was acknowledged. */
export const readYourWrites: Rule = {
  number: 8,
  name: 'a page asked for after an acknowledgement holds what was acknowledged',
  check: (timeline) => {
    const acknowledged = acknowledgedOf(timeline);
    return timeline.exchanges.flatMap((exchange) =>
      exchange.answers.flatMap((answer) =>
        missing(exchange, answer, acknowledged.get(exchange.ask.room ?? '') ?? []),
      ),
    );
  },
};

interface Acknowledged {
  readonly message: Place;
  readonly ack: AnswerEntry;
}

function acknowledgedOf({ sends }: Timeline): Map<string, Acknowledged[]> {
  const rooms = new Map<string, Acknowledged[]>();
  for (const { room, acks } of sends) {
    const [ack] = acks;
    if (!ack) continue;
    const known = rooms.get(room) ?? [];
    known.push({ message: ack.message, ack });
    rooms.set(room, known);
  }
  return rooms;
}

function missing(
  { ask }: Exchange,
  answer: AnswerEntry,
  acknowledged: readonly Acknowledged[],
): Finding[] {
  const { page, complete = false } = answer;
  if (answer.result !== 'ok' || !page) return [];
  const covers = rangeOf(ask, page, complete);
  const ids = new Set(page.map(({ id }) => id));
  return acknowledged
    .filter(({ ack, message }) => ack.time < ask.time && covers(message.seq))
    .filter(({ message }) => !ids.has(message.id))
    .slice(0, 1)
    .map(({ message, ack }) => ({
      what: `${message.room} ${message.seq} was acknowledged, and is not in a page asked for later`,
      entries: [ack, ask, answer],
    }));
}

/** Which places a page speaks of. */
function rangeOf(
  { after, before }: Exchange['ask'],
  page: readonly Place[],
  complete: boolean,
): (seq: number) => boolean {
  if (after !== undefined) {
    const last = complete ? Infinity : (page.at(-1)?.seq ?? after);
    return (seq) => seq > after && seq <= last;
  }
  const first = complete ? 1 : (page[0]?.seq ?? Infinity);
  return (seq) => seq >= first && seq < (before ?? Infinity);
}
