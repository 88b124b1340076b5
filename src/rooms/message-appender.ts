import type { ChatException } from '../protocol/index.js';
import type { AppendOutcome, Draft } from './message.repository.js';
import type { Delivery } from './room-broadcaster.js';

/**
 * A draft on its way into a log, which is told what becomes of it, once. It is no promise: one for
 * each step of each message was a tenth of what a message costs. Its methods don't throw.
 */
export interface Appending {
  readonly draft: Draft;
  /** Who is to see it live, now that its `seq` is known. */
  deliveryAs(seq: number): Delivery;
  /** It is committed, or nothing was stored for the reason given. */
  settle(outcome: AppendOutcome): void;
  /** Nothing was stored, as far as is known. */
  refuse(fault: ChatException): void;
}

/** Port: gives drafts their places, and sees to it that they are delivered. */
export abstract class MessageAppender {
  /** Gives it its place in the order at once. Refused with UNAVAILABLE: as far as is known, not stored. */
  abstract append(message: Appending): void;
}
