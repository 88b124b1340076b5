import type { ApplyEntry } from '../../history/entry.js';
import type { Span } from '../faults.js';
import { groupBy } from '../group.js';
import type { Finding, Rule } from '../rule.js';
import { showings } from '../showings.js';
import type { Timeline } from '../timeline.js';

/**
 * Whatever was acknowledged reaches everyone who shows the conversation within T, by live delivery or
 * by a page; and so does what a live message skipped. A fault postpones that until it is over.
 */
export const healedInTime: Rule = {
  number: 10,
  name: 'what was missed is made good within T',
  check: (timeline) => {
    const duties = dutiesOf(timeline);
    const absences = absencesOf(timeline);
    return showings(timeline).flatMap((showing) => {
      const away = absences.get(showing.client) ?? [];
      const deadlineOf = (time: number) =>
        timeline.faults.deadline(time, timeline.run.healMs, away);
      const applied = new Map(showing.applied.map((entry) => [entry.message.seq, entry]));
      return (duties.get(showing.room) ?? []).flatMap(({ seq, time }) => {
        const begin = Math.max(time, showing.from);
        const deadline = deadlineOf(begin);
        const entry = applied.get(seq);
        if (showing.to < deadline || !entry || entry.time <= deadline) return [];
        return [late(entry, begin)];
      });
    });
  },
};

/** What never comes is the business of another rule. */
function late(entry: ApplyEntry, begin: number): Finding {
  const { client, message, time } = entry;
  const waited = Math.round(time - begin);
  const what = `${client} had ${message.room} ${message.seq} ${waited} ms after it was there`;
  return { what, entries: [entry] };
}

/** When each client stayed away of its own will. */
function absencesOf(timeline: Timeline): Map<string, Span[]> {
  const absences = new Map<string, Span[]>();
  const connections = groupBy(timeline.all('open', 'close'), ({ client }) => client);
  for (const [client, entries] of connections) {
    const spans = entries.flatMap((entry, index): Span[] => {
      if (entry.op === 'open' || !entry.onPurpose) return [];
      return [{ from: entry.time, to: entries[index + 1]?.time ?? Infinity }];
    });
    absences.set(client, spans);
  }
  return absences;
}

/** From this time on, this message exists. */
interface Duty {
  readonly seq: number;
  readonly time: number;
}

function dutiesOf(timeline: Timeline): Map<string, Duty[]> {
  const duties = new Map<string, Map<number, Duty>>();
  const add = (room: string, duty: Duty) => {
    const known = duties.get(room) ?? new Map<number, Duty>();
    duties.set(room, known);
    const earlier = known.get(duty.seq);
    if (!earlier || duty.time < earlier.time) known.set(duty.seq, duty);
  };
  for (const { message, entry } of timeline.sightings) {
    if (entry.op !== 'log') add(message.room, { seq: message.seq, time: entry.time });
  }
  return new Map([...duties].map(([room, known]) => [room, [...known.values()]]));
}
