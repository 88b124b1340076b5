import type { MessageAppender } from '../../src/rooms/message-appender.js';
import type { AppendOutcome, Draft } from '../../src/rooms/message.repository.js';
import type { Delivery } from '../../src/rooms/room-broadcaster.js';

/** Appends a draft; what became of it. */
export function append(
  log: MessageAppender,
  draft: Draft,
  deliveryAs: (seq: number) => Delivery,
): Promise<AppendOutcome> {
  return new Promise((settle, refuse) => {
    log.append({ draft, deliveryAs, settle, refuse });
  });
}
