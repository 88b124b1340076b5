import type { Finding } from './rule.js';
import type { Timeline } from './timeline.js';

/**
 * For so long after a connection was made, what waited for its user may meet what is stored just then:
 * a private message may come twice, or before an earlier one (docs/protocol.md, "new pm").
 */
const JUST_CONNECTED_MS = 1_000;

/** Is it about something else than what waited for someone who has just connected? */
export function isSettled(timeline: Timeline): (finding: Finding) => boolean {
  const opened = new Map(timeline.all('open').map(({ conn, time }) => [conn, time] as const));
  return ({ entries }) => {
    const last = entries.at(-1);
    if (last?.op !== 'receive' || !last.message.room.startsWith('@')) return true;
    return last.time > (opened.get(last.conn) ?? 0) + JUST_CONNECTED_MS;
  };
}
