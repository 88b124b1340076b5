import type { User } from '../identity/user.js';
import type { LogEntry } from './message.repository.js';
import type { Room } from './room.js';

/** A committed message that has not been delivered. */
export interface OutboxEntry {
  readonly room: Room;
  readonly message: LogEntry;
  readonly sender: User;
  /** Of a `direct` room, the other of the two; null for `room`. */
  readonly recipient: User | null;
}

/** A place in a log. */
export interface LogPosition {
  readonly roomId: string;
  readonly seq: number;
}

/**
 * Port: messages that were committed by a transaction, and left to be delivered by whoever finds them
 * here. A message is put in by the transaction that appends it, and so is here if and only if it was
 * committed. Entries come in the order of `seq` within each room, and no room's entry is here before
 * one with a lower `seq` has been.
 */
export abstract class OutboxRepository {
  /** The first entries, room by room. */
  abstract first(limit: number): Promise<OutboxEntry[]>;
  /** The first entries of a room with a lower `seq` than the given one. */
  abstract before(position: LogPosition, limit: number): Promise<OutboxEntry[]>;
  /** How many entries there are; counting ends at `atMost`. */
  abstract count(atMost: number): Promise<number>;
  /** Takes entries out. Those that are gone already are passed over. */
  abstract remove(positions: readonly LogPosition[]): Promise<void>;
}
