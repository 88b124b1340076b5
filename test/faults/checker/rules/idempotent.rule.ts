import type { LogEntry } from '../../history/entry.js';
import type { Finding, Rule } from '../rule.js';
import type { Send, Timeline } from '../timeline.js';

/** Retries of one send make one message; a final refusal makes none. */
export const idempotent: Rule = {
  number: 3,
  name: 'all attempts at one message have one outcome',
  check: (timeline) =>
    timeline.sends.flatMap((send) => {
      const logs = timeline.logs.get(send.room) ?? [];
      return [...disagreement(send), ...logs.flatMap((log) => outcomeIn(timeline, log, send))];
    }),
};

function disagreement(send: Send): Finding[] {
  const outcomes = new Set(send.acks.map(({ message }) => `${message.id} at ${message.seq}`));
  if (outcomes.size <= 1) return [];
  const what = `"${send.key}" was acknowledged as ${[...outcomes].join(' and as ')}`;
  return [{ what, entries: send.acks }];
}

/** Any attempt without a final refusal may have stored it, now or later. */
function outcomeIn(timeline: Timeline, log: LogEntry, send: Send): Finding[] {
  const { key, attempts } = send;
  const refusals = attempts.flatMap(({ answers }) => answers.filter(({ final }) => final));
  const refused = refusals.length > 0 && refusals.length === attempts.length;
  if (timeline.copies(log, send) <= (refused ? 0 : 1)) return [];
  const what = refused ? 'was refused for good, and is stored' : 'is stored more than once';
  return [{ what: `"${key}" ${what} at ${log.node}`, entries: [...refusals, log] }];
}
