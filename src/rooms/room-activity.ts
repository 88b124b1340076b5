import { Inject, Injectable, Logger } from '@nestjs/common';
import type { User } from '../identity/user.js';
import { ChatEvents } from '../presence/chat-events.js';
import { LIMITS } from '../protocol/index.js';
import { Movements, type Movement } from './movements.js';
import { RoomRepository } from './room.repository.js';
import { RoomBroadcaster } from './room-broadcaster.js';
import type { Room } from './room.js';
import { ROOM_OPTIONS, type RoomOptions } from './room.options.js';

/** At most one `room members` in this time for each room. Milliseconds. */
const INTERVAL_MS = 1_000;

interface Pending {
  readonly name: string;
  readonly joined: Set<string>;
  readonly left: Set<string>;
}

/**
 * Tells a room who comes and goes: by a notice each in a small room, and in any room by `room
 * members`, gathered so that a storm of joins costs a message a second and not one for each. Each node
 * gathers what all nodes tell, for its own sockets.
 */
@Injectable()
export class RoomActivity {
  /** Rooms that were told less than an interval ago; with what is to be told next, if anything. */
  private readonly recent = new Map<string, { timer: NodeJS.Timeout; next?: Pending }>();
  private readonly logger = new Logger(RoomActivity.name);
  private stopped = false;

  constructor(
    private readonly rooms: RoomRepository,
    private readonly broadcaster: RoomBroadcaster,
    private readonly events: ChatEvents,
    private readonly movements: Movements,
    @Inject(ROOM_OPTIONS) private readonly options: RoomOptions,
  ) {
    movements.listen((movement) => this.gather(movement));
  }

  /** Someone's first device came into a room of now `count` members. */
  joined(room: Room, user: User, count: number): void {
    this.announce(room, user, count, 'joined');
  }

  /** Someone's last device went out of a room of now `count` members. */
  left(room: Room, user: User, count: number): void {
    this.announce(room, user, count, 'left');
  }

  /** Says nothing from now on: the server goes, not the people. */
  stop(): void {
    this.stopped = true;
    for (const { timer } of this.recent.values()) clearTimeout(timer);
    this.recent.clear();
  }

  private announce(room: Room, user: User, count: number, event: 'joined' | 'left'): void {
    this.events.emit(`user.${event}`, { user, room: room.name });
    if (this.stopped) return;
    if (count <= this.options.noticeRoomSize) this.notice(room, user, event);
    this.movements.tell({
      room: { id: room.id, name: room.name },
      username: user.username,
      event,
    });
  }

  private gather({ room, username, event }: Movement): void {
    if (this.stopped || !this.broadcaster.reaches(room.id)) return;
    const recent = this.recent.get(room.id);
    const pending = recent?.next ?? nothingOf(room.name);
    note(pending, username, event);
    if (recent) recent.next = pending;
    else void this.tell(room.id, pending);
  }

  private notice(room: Room, user: User, event: 'joined' | 'left'): void {
    this.broadcaster.notice(room.id, user.id, {
      type: 'system',
      event,
      room: room.name,
      username: user.username,
      message: `${user.username} has ${event} !`,
      at: new Date().toISOString(),
    });
  }

  /** The count is read when it is told: changes may be noted in another order than they happened. */
  private async tell(roomId: string, pending: Pending): Promise<void> {
    const { name, joined, left } = pending;
    this.wait(roomId);
    try {
      const state = await this.rooms.findById(roomId);
      if (!state || this.stopped) return;
      this.broadcaster.roomMembers(roomId, {
        room: name,
        joined: [...joined].slice(0, LIMITS.maxPage),
        left: [...left].slice(0, LIMITS.maxPage),
        count: state.memberCount,
      });
    } catch (fault) {
      this.logger.error(fault, 'A room is told later who came and went');
      this.tellLater(roomId, pending);
    }
  }

  private wait(roomId: string, next?: Pending): void {
    const timer = setTimeout(() => this.tellNext(roomId), INTERVAL_MS);
    this.recent.set(roomId, { timer, ...(next && { next }) });
  }

  /** Before what has happened since. */
  private tellLater(roomId: string, pending: Pending): void {
    if (this.stopped) return;
    const recent = this.recent.get(roomId);
    for (const name of recent?.next?.joined ?? []) note(pending, name, 'joined');
    for (const name of recent?.next?.left ?? []) note(pending, name, 'left');
    if (recent) recent.next = pending;
    else this.wait(roomId, pending);
  }

  private tellNext(roomId: string): void {
    const next = this.recent.get(roomId)?.next;
    this.recent.delete(roomId);
    if (next && next.joined.size + next.left.size > 0) void this.tell(roomId, next);
  }
}

function nothingOf(name: string): Pending {
  return { name, joined: new Set(), left: new Set() };
}

/** Who comes and goes within one interval cancels out. */
function note(pending: Pending, name: string, event: 'joined' | 'left'): void {
  const [same, other] =
    event === 'joined' ? [pending.joined, pending.left] : [pending.left, pending.joined];
  if (!other.delete(name)) same.add(name);
}
