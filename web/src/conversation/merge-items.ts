import type { RoomNotice, SentMessage, UnsentMessage } from '../../../src/client/index.js';
import type { TimelineItem } from './timeline.js';

/** Index of the first message with a `seq` above `seq`. */
function indexAfter(sent: readonly SentMessage[], seq: number): number {
  let low = 0;
  let high = sent.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sent[middle]?.seq ?? Infinity) <= seq) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Puts notices in their places among the messages, and one's own unsent ones at the end. */
export function mergeItems(
  sent: readonly SentMessage[],
  notices: readonly RoomNotice[],
  unsent: readonly UnsentMessage[],
): TimelineItem[] {
  const firstSeq = sent[0]?.seq ?? 0;
  const items: TimelineItem[] = [];
  let taken = 0;
  for (const notice of notices) {
    // Its neighbours are not loaded (any more).
    if (sent.length > 0 && notice.afterSeq < firstSeq - 1) continue;
    const place = indexAfter(sent, notice.afterSeq);
    if (place > taken) {
      for (const message of sent.slice(taken, place)) items.push(message);
      taken = place;
    }
    items.push(notice);
  }
  const rest = taken === 0 ? sent : sent.slice(taken);
  return items.length === 0 ? [...rest, ...unsent] : [...items, ...rest, ...unsent];
}
