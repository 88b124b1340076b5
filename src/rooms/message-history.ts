import { Injectable } from '@nestjs/common';
import { LIMITS, type JoinRoomResult, type StoredMessage } from '../protocol/index.js';
import { MessageRepository, type LogEntry, type LogRange } from './message.repository.js';
import { RoomRepository } from './room.repository.js';
import type { Room } from './room.js';
import { roomMessage } from './wire-message.js';

/** What someone who comes into a room is told of its log. */
export type CaughtUp = Pick<JoinRoomResult, 'messages' | 'complete' | 'lastSeq'>;

/** Reads the logs of rooms. */
@Injectable()
export class MessageHistory {
  constructor(
    private readonly messages: MessageRepository,
    private readonly rooms: RoomRepository,
  ) {}

  /** What came after `since`, at most 200; without it, the newest 50. */
  async catchUp(room: Room, since?: number): Promise<CaughtUp> {
    const range =
      since === undefined ? { limit: LIMITS.defaultPage } : { after: since, limit: LIMITS.maxPage };
    const { entries, complete } = await this.messages.read(room.id, range);
    const newest = entries.at(-1)?.seq ?? 0;
    const lastSeq = since === undefined ? newest : await this.lastSeq(room, newest);
    return { messages: entries.map((entry) => inRoom(room, entry)), complete, lastSeq };
  }

  /** A page of a room's log, oldest first. */
  async page(
    room: Room,
    range: LogRange,
  ): Promise<{ messages: StoredMessage[]; complete: boolean }> {
    const { entries, complete } = await this.messages.read(room.id, range);
    return { messages: entries.map((entry) => inRoom(room, entry)), complete };
  }

  private async lastSeq(room: Room, newestRead: number): Promise<number> {
    const state = await this.rooms.findById(room.id);
    return Math.max(state?.lastSeq ?? 0, newestRead);
  }
}

function inRoom(room: Room, entry: LogEntry): StoredMessage {
  return roomMessage(room.name, entry);
}
