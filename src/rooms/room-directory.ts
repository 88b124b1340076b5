import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { ChatException } from '../protocol/index.js';
import { parseRoomName } from './room-name.js';
import { RoomRepository } from './room.repository.js';
import type { RoomState } from './room.js';

/** Finds rooms by their names. */
@Injectable()
export class RoomDirectory {
  constructor(private readonly rooms: RoomRepository) {}

  /** @throws ChatException ROOM_NOT_FOUND, VALIDATION_FAILED */
  async require(name: string): Promise<RoomState> {
    const room = await this.rooms.findByKey(parseRoomName(name, 'room').nameKey);
    if (!room) throw new ChatException('ROOM_NOT_FOUND');
    return room;
  }

  /** The room of that name, made if there is none. Whether someone may make it is not asked. */
  async findOrCreate(roomName: string): Promise<RoomState> {
    const { name, nameKey } = parseRoomName(roomName);
    const room = await this.rooms.findByKey(nameKey);
    return room ?? this.rooms.findOrCreate({ id: uuidv7(), name, nameKey, createdAt: Date.now() });
  }
}
