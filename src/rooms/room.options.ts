/** Settings of the rooms. */
export interface RoomOptions {
  /** Rooms with more members than this get no notices, only `room members`. Default 100. */
  readonly noticeRoomSize: number;
}

/** Token of `RoomOptions`. */
export const ROOM_OPTIONS = Symbol('RoomOptions');
