import type { Rule } from '../rule.js';
import { showings, type Showing } from '../showings.js';
import type { Timeline } from '../timeline.js';

/** Who shows a conversation to the end shows all of it, from where they came in. */
export const level: Rule = {
  number: 9,
  name: 'when all is healed, everyone has everything that they may see',
  check: (timeline) =>
    showings(timeline).flatMap((showing) => {
      const seqs = new Set(showing.applied.map(({ message }) => message.seq));
      const missing = expectedOf(timeline, showing).filter((seq) => !seqs.has(seq));
      if (missing.length === 0) return [];
      const { client, room, applied } = showing;
      const what = `${client} never had ${missing.slice(0, 5).join(', ')} of ${room} (${missing.length} in all)`;
      return [{ what, entries: applied.slice(-1) }];
    }),
};

function expectedOf(timeline: Timeline, { room, from, to, applied }: Showing): number[] {
  const seqs = applied.map(({ message }) => message.seq);
  const last = to === Infinity ? (timeline.stored(room)?.at(-1)?.seq ?? 0) : (seqs.at(-1) ?? 0);
  const first = Math.min(seqs[0] ?? Infinity, firstAfter(timeline, room, from));
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** The first message that was sent after the showing began, going by what was acknowledged. */
function firstAfter({ sends }: Timeline, room: string, from: number): number {
  const seqs = sends
    .filter((send) => send.room === room && (send.attempts[0]?.ask.time ?? 0) > from)
    .flatMap(({ acks }) => acks.map(({ message }) => message.seq));
  return seqs.reduce((lowest, seq) => Math.min(lowest, seq), Infinity);
}
