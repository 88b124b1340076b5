import type { Finding } from './rule.js';
import type { Timeline } from './timeline.js';

/**
 * For so long, of the time to heal, after a node has first answered over a connection, what waited for its user may meet what
 * is stored just then: a private message may come twice, or before an earlier one (docs/protocol.md,
 * "new pm"). Not after it was made: a starved node comes to that late.
 */
const JUST_CONNECTED = 1 / 5;

/** Is it about something else than what waited for someone who has just connected? */
export function isSettled(timeline: Timeline): (finding: Finding) => boolean {
  const answered = new Map<number, number>();
  for (const { conn, time } of timeline.all('answer')) {
    if (!answered.has(conn)) answered.set(conn, time);
  }
  const justConnectedMs = timeline.run.healMs * JUST_CONNECTED;
  return ({ entries }) => {
    const last = entries.at(-1);
    if (last?.op !== 'receive' || !last.message.room.startsWith('@')) return true;
    return last.time > (answered.get(last.conn) ?? Infinity) + justConnectedMs;
  };
}
