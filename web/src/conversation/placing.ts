import { dayNumber } from './dates.js';
import type { TimelineItem } from './timeline.js';

/** How an item is drawn, as its neighbour before it decides. */
export interface Placing {
  /** The first of its day. */
  readonly startsDay: boolean;
  /** The first of a run of one sender: it carries name and picture. */
  readonly startsRun: boolean;
  /** The first that the reader has not seen. */
  readonly startsNew: boolean;
}

/** What one says in a row within this time is one run. */
const RUN_MS = 5 * 60_000;

const isMessage = (item: TimelineItem): item is Exclude<TimelineItem, { type: 'system' }> =>
  'state' in item;

function isSeen(item: TimelineItem | undefined, readUpTo: number): boolean {
  if (!item) return true;
  if ('seq' in item) return item.seq <= readUpTo;
  return !isMessage(item) && item.afterSeq <= readUpTo;
}

/** Where the newest message is, whatever notices came after it; -1 if nothing was said. */
export function newestMessageIn(items: readonly TimelineItem[]): number {
  return items.findLastIndex(isMessage);
}

/** @param readUpTo the `seq` where reading stopped; `undefined` if there is nothing new. */
export function placingOf(
  item: TimelineItem,
  before: TimelineItem | undefined,
  readUpTo: number | undefined,
): Placing {
  const startsDay = !before || dayNumber(item.at) !== dayNumber(before.at);
  const startsNew =
    readUpTo !== undefined && !isSeen(item, readUpTo) && isSeen(before, readUpTo) && 'seq' in item;
  const continues =
    before !== undefined &&
    isMessage(before) &&
    before.username === item.username &&
    Date.parse(item.at) - Date.parse(before.at) < RUN_MS;
  return { startsDay, startsNew, startsRun: startsDay || startsNew || !continues };
}
