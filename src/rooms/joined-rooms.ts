import { Injectable } from '@nestjs/common';
import type { Device } from '../presence/device.js';
import { ChatException } from '../protocol/index.js';
import { parseRoomName, roomNameKey } from './room-name.js';
import type { Room } from './room.js';

/** The most rooms that one device may be in. */
const MAX_ROOMS = 500;

interface Joined {
  /** By name key, in the order of joining. */
  readonly rooms: Map<string, Room>;
  last: Room | undefined;
}

/** Which rooms each device of this node has joined, and which of them last. */
@Injectable()
export class JoinedRooms {
  private readonly joined = new WeakMap<Device, Joined>();

  /**
   * May the device be in this room, or in one more?
   * @throws ChatException FORBIDDEN: it is in too many rooms.
   */
  requireSpace(device: Device, nameKey: string): void {
    const rooms = this.joined.get(device)?.rooms;
    if (!rooms || rooms.size < MAX_ROOMS || rooms.has(nameKey)) return;
    throw new ChatException('FORBIDDEN', {
      message: `A connection joins at most ${MAX_ROOMS} rooms`,
    });
  }

  /** Makes it the room that was joined last. */
  add(device: Device, room: Room): void {
    let joined = this.joined.get(device);
    if (!joined) this.joined.set(device, (joined = { rooms: new Map(), last: undefined }));
    const key = roomNameKey(room.name);
    joined.rooms.delete(key);
    joined.rooms.set(key, room);
    joined.last = room;
  }

  remove(device: Device, room: Room): void {
    const joined = this.joined.get(device);
    if (!joined?.rooms.delete(roomNameKey(room.name))) return;
    joined.last = [...joined.rooms.values()].at(-1);
  }

  find(device: Device, nameKey: string): Room | undefined {
    return this.joined.get(device)?.rooms.get(nameKey);
  }

  /**
   * The room of that name, or without one, the room that the device joined last.
   * @throws ChatException NOT_IN_ROOM
   */
  require(device: Device, name: string | undefined): Room {
    const room =
      name === undefined
        ? this.joined.get(device)?.last
        : this.find(device, parseRoomName(name, 'room').nameKey);
    if (!room) throw new ChatException('NOT_IN_ROOM');
    return room;
  }
}
