/** A message that asks for its place in a log. */
export interface Draft {
  /** UUIDv7. */
  id: string;
  roomId: string;
  senderId: string;
  text: string;
  /** Makes the append idempotent within (room, sender). */
  clientId: string | null;
  /** Epoch milliseconds. */
  at: number;
}

/** A message that has its place. */
export interface LogEntry extends Readonly<Draft> {
  /** 1, 2, 3 … without gaps within its room. */
  readonly seq: number;
  /** The sender's username. */
  readonly senderName: string;
}

/**
 * What has to be delivered from the outbox rather than by who appended. Absent: nothing.
 * - `earlier`: messages of the same room with a lower `seq`. They come first.
 * - `this`: the message itself.
 */
export type OutboxState = 'earlier' | 'this';

/** What became of a draft. */
export type AppendOutcome =
  | { kind: 'appended'; seq: number; outbox?: OutboxState }
  /** The same sender sent the same text under the same `clientId` before: this is it. */
  | { kind: 'duplicate'; original: Pick<LogEntry, 'id' | 'seq' | 'at'> }
  /** The same sender used the `clientId` for another text. Nothing was stored. */
  | { kind: 'client-id-reused' }
  /** The room does not exist (any more). Nothing was stored. */
  | { kind: 'no-such-room' };

/** Part of a log; `before` and `after` are exclusive. */
export interface LogRange {
  /** With `before` or neither: the newest. With `after`: the oldest. */
  limit: number;
  before?: number;
  after?: number;
}

/** Entries oldest first. */
export interface LogPage {
  readonly entries: LogEntry[];
  /** False: the range holds more than `limit`. */
  readonly complete: boolean;
}

/**
 * Port: the logs. `appendAll` is one transaction: when it resolves, everything that it reports as
 * appended is on disk; when it rejects, nothing of it is. Within a room, drafts get consecutive `seq`
 * in the order given, one higher than any that was ever committed before, on any node. A duplicate
 * may be of a draft earlier in the same call. Concurrent calls are serialised for each room.
 */
export abstract class MessageRepository {
  abstract appendAll(drafts: readonly Draft[]): Promise<AppendOutcome[]>;
  abstract read(roomId: string, range: LogRange): Promise<LogPage>;
}
