/** A place with a log of messages: open to many (`room`), or between two people (`direct`). */
export interface Room {
  /** UUIDv7. */
  readonly id: string;
  readonly kind: 'room' | 'direct';
  /** As first written; empty for `direct`. */
  readonly name: string;
}

/** A room as it stood when it was read. */
export interface RoomState extends Room {
  /** The `seq` of its newest message; 0 when there is none. */
  readonly lastSeq: number;
  /** How many members it has. */
  readonly memberCount: number;
}
