import type { RoomState } from './room.js';

/** What a room is made from, if it does not exist. */
export interface NewRoom {
  /** UUIDv7. */
  id: string;
  name: string;
  /** What room names are compared by: `roomNameKey(name)`. */
  nameKey: string;
  /** Epoch milliseconds. */
  createdAt: number;
}

/** Port: the rooms that have names. What a method resolves with is committed. */
export abstract class RoomRepository {
  abstract findByKey(nameKey: string): Promise<RoomState | null>;
  /** The newest state of a room, `direct` ones too. */
  abstract findById(id: string): Promise<RoomState | null>;
  /** The newest states of those of these rooms that exist, `direct` ones too; in any order. */
  abstract statesOf(ids: readonly string[]): Promise<RoomState[]>;
  /** The room of that key, made from `room` if there is none. Of callers at once, one makes it. */
  abstract findOrCreate(room: NewRoom): Promise<RoomState>;
  /**
   * Named rooms ordered by key.
   * @param after the key that the page starts behind; from the start if absent.
   */
  abstract list(limit: number, after?: string): Promise<RoomState[]>;
  /**
   * Deletes a named room, its memberships and its log. At once, in one transaction, it is found no
   * more, takes no member and no message, and its name is free. What it held then goes in pieces, so
   * that a long log keeps no one waiting; resolves when it is gone. What a process that died in
   * between has left is out of sight, and goes with the next room that is deleted.
   * @returns false: there is no such named room.
   */
  abstract delete(id: string): Promise<boolean>;
}
