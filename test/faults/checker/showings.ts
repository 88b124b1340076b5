import type { ApplyEntry, ShowEntry } from '../history/entry.js';
import { groupBy } from './group.js';
import type { Timeline } from './timeline.js';

/** A client showing a conversation: from joining, or from a reset, until it leaves or is reset. */
export interface Showing {
  readonly client: string;
  readonly room: string;
  readonly from: number;
  /** `Infinity`: to the end of the run. */
  readonly to: number;
  readonly applied: readonly ApplyEntry[];
}

/** Who showed what, and when. */
export function showings(timeline: Timeline): Showing[] {
  const changes = groupBy(
    timeline.all('show', 'reset', 'hide'),
    ({ client, room }) => `${client} ${room}`,
  );
  const applied = timeline.applied();
  return [...changes].flatMap(([key, changes]) =>
    changes.flatMap((change, index) => {
      if (change.op === 'hide') return [];
      return [between(change, changes[index + 1], applied.get(key) ?? [])];
    }),
  );
}

function between(
  begin: ShowEntry,
  end: ShowEntry | undefined,
  applied: readonly ApplyEntry[],
): Showing {
  const from = begin.time;
  const to = end?.time ?? Infinity;
  return {
    client: begin.client,
    room: begin.room,
    from,
    to,
    applied: applied.filter(({ time }) => time >= from && time <= to),
  };
}
