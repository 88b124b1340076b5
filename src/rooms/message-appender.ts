import type { AppendOutcome, Draft } from './message.repository.js';
import type { Delivery } from './room-broadcaster.js';

/** Port: gives drafts their places, and sees to it that they are delivered. */
export abstract class MessageAppender {
  /**
   * Takes a draft's place in the order at once; resolves when it has it for good.
   * @param delivery who is to see it live, once its `seq` is known.
   * @throws ChatException UNAVAILABLE: nothing was stored.
   */
  abstract append(draft: Draft, delivery: (seq: number) => Delivery): Promise<AppendOutcome>;
}
