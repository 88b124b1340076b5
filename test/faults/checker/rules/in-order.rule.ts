import type { ApplyEntry, ReceiveEntry } from '../../history/entry.js';
import type { Finding, Rule } from '../rule.js';
import { isSettled } from '../settled.js';
import { showings } from '../showings.js';

/** A connection brings a conversation's messages in order, and a client shows them in order. */
export const inOrder: Rule = {
  number: 6,
  name: 'seq goes up on every connection and in every client',
  check: (timeline) => [
    ...[...timeline.received().values()].flatMap(descents).filter(isSettled(timeline)),
    ...showings(timeline).flatMap(({ applied }) => descents(applied)),
  ],
};

/** A repeat is the business of another rule. */
function descents(entries: readonly (ReceiveEntry | ApplyEntry)[]): Finding[] {
  return entries.flatMap((entry, index) => {
    const before = entries[index - 1];
    if (!before || before.message.seq <= entry.message.seq) return [];
    const { room, seq } = entry.message;
    const what = `${room} ${seq} came to ${entry.client} after ${before.message.seq}`;
    return [{ what, entries: [before, entry] }];
  });
}
