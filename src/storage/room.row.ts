import type { Selectable } from 'kysely';
import type { RoomState } from '../rooms/room.js';
import type { RoomTable } from './schema.js';

/** The columns that make a `RoomState`. */
export const ROOM_COLUMNS = [
  'parley_rooms.id',
  'parley_rooms.kind',
  'parley_rooms.name',
  'parley_rooms.last_seq',
  'parley_rooms.member_count',
] as const;

/** The `ROOM_COLUMNS`. */
export type RoomRow = Pick<
  Selectable<RoomTable>,
  'id' | 'kind' | 'name' | 'last_seq' | 'member_count'
>;

export function toRoomState(row: RoomRow): RoomState {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    lastSeq: row.last_seq,
    memberCount: row.member_count,
  };
}
