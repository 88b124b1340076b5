import type { ApplyEntry, ReceiveEntry } from '../../history/entry.js';
import type { Finding, Rule } from '../rule.js';
import { isSettled } from '../settled.js';
import { showings } from '../showings.js';
import type { Timeline } from '../timeline.js';

/** No one sees a message twice, and no connection brings one twice, but where it begins. */
export const noDuplicate: Rule = {
  number: 11,
  name: 'nothing is shown twice, and nothing comes twice over one connection',
  check: (timeline) => [
    ...showings(timeline).flatMap(({ applied }) => repeats(applied)),
    ...[...timeline.received().values()].flatMap(repeats).filter(isSettled(timeline)),
    ...echoes(timeline),
  ],
};

function repeats(entries: readonly (ApplyEntry | ReceiveEntry)[]): Finding[] {
  const known = new Map<string, ApplyEntry | ReceiveEntry>();
  return entries.flatMap((entry) => {
    const { client, message } = entry;
    const earlier = known.get(message.id);
    known.set(message.id, entry);
    if (!earlier) return [];
    const what = `${client} was shown ${message.room} ${message.seq} twice`;
    return [{ what, entries: [earlier, entry] }];
  });
}

/** The connection that sent a message has it by the acknowledgement. */
function echoes(timeline: Timeline): Finding[] {
  const origins = new Map(
    timeline.sends.flatMap(({ room, sender, bodyHash, attempts }) => {
      const conn = attempts[0]?.ask.conn;
      return conn === undefined ? [] : [[`${room} ${sender} ${bodyHash}`, conn] as const];
    }),
  );
  return timeline.all('receive').flatMap((entry) => {
    const { room, sender, bodyHash, seq } = entry.message;
    if (origins.get(`${room} ${sender} ${bodyHash}`) !== entry.conn) return [];
    return [{ what: `${room} ${seq} came back to the connection that sent it`, entries: [entry] }];
  });
}
