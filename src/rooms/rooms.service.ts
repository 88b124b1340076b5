import { Injectable, Logger } from '@nestjs/common';
import { IdentityService } from '../identity/identity.service.js';
import type { User } from '../identity/user.js';
import type { Device } from '../presence/device.js';
import { PresenceService } from '../presence/presence.service.js';
import {
  ChatException,
  LIMITS,
  type JoinRoomResult,
  type ListMembersResult,
  type ListRoomsResult,
} from '../protocol/index.js';
import { JoinedRooms } from './joined-rooms.js';
import { MembershipRepository } from './membership.repository.js';
import { MessageHistory, type CaughtUp } from './message-history.js';
import { PolicyEnforcer } from './policy-enforcer.js';
import { RoomActivity } from './room-activity.js';
import { RoomBroadcaster } from './room-broadcaster.js';
import { RoomDirectory } from './room-directory.js';
import { RoomMembers } from './room-members.js';
import { parseRoomName, type ParsedRoomName } from './room-name.js';
import { RoomRepository } from './room.repository.js';
import type { RoomState } from './room.js';

/** A page of a list. */
export interface PageRequest {
  after?: string;
  limit?: number;
}

/** Who is in which room: entering, leaving, and looking around. */
@Injectable()
export class RoomsService {
  private readonly logger = new Logger(RoomsService.name);

  constructor(
    private readonly rooms: RoomRepository,
    private readonly directory: RoomDirectory,
    private readonly memberships: MembershipRepository,
    private readonly members: RoomMembers,
    private readonly history: MessageHistory,
    private readonly joined: JoinedRooms,
    private readonly presence: PresenceService,
    private readonly identities: IdentityService,
    private readonly broadcaster: RoomBroadcaster,
    private readonly activity: RoomActivity,
    private readonly policy: PolicyEnforcer,
  ) {
    this.presence.watch(({ user, joined, left }) => {
      Promise.all([this.announce('joined', user, joined), this.announce('left', user, left)]).catch(
        (fault: unknown) => this.logger.error(fault, 'Rooms were not told who came and went'),
      );
    });
  }

  /**
   * Makes the person a member and the device a listener, and answers what it missed. Live delivery
   * starts before the log is read: a message in between shows in both, and in neither never.
   * @param since the last `seq` seen.
   * @throws ChatException VALIDATION_FAILED, FORBIDDEN (too many rooms)
   */
  async join(
    device: Device,
    roomname: string,
    since?: number,
  ): Promise<Omit<JoinRoomResult, 'token'>> {
    const { user } = device;
    const parsed = parseRoomName(roomname);
    this.joined.requireSpace(device, parsed.nameKey);
    const room = await this.open(user, parsed);
    const { count } = await this.memberships.join(room.id, user.id, Date.now());
    await this.enter(device, room, count);
    const [caughtUp, page] = await Promise.all([
      this.catchUp(user, room, since),
      this.members.page(room.id, LIMITS.maxPage),
    ]);
    return { room: room.name, username: user.username, members: page.members, count, ...caughtUp };
  }

  /**
   * Takes the device out of a room. The membership ends when no device of the person is left there.
   * @throws ChatException NOT_IN_ROOM
   */
  async leave(device: Device, roomname: string): Promise<void> {
    const room = this.joined.find(device, parseRoomName(roomname).nameKey);
    if (!room) throw new ChatException('NOT_IN_ROOM');
    this.joined.remove(device, room);
    this.broadcaster.unsubscribe(device.id, room.id);
    if (!(await this.presence.leave(device, room.id))) return;
    const { count } = await this.memberships.leave(room.id, device.user.id);
    this.activity.left(room, device.user, count);
  }

  /** The device has gone. Its person stays a member of the rooms that it was in. */
  async disconnect(device: Device): Promise<void> {
    await this.announce('left', device.user, await this.presence.disconnect(device));
  }

  /**
   * Deletes a room with its members and messages. Who is in it hears nothing of it any more, and is
   * answered ROOM_NOT_FOUND.
   * @throws ChatException ROOM_NOT_FOUND
   */
  async delete(name: string): Promise<void> {
    const room = await this.directory.require(name);
    await this.rooms.delete(room.id);
    this.broadcaster.dissolve(room.id);
  }

  /** Rooms by name. */
  async list({ after, limit = LIMITS.defaultPage }: PageRequest): Promise<ListRoomsResult> {
    const found = await this.rooms.list(
      limit + 1,
      after === undefined ? after : parseRoomName(after, 'after').nameKey,
    );
    const rooms = found
      .slice(0, limit)
      .map(({ name, memberCount, lastSeq }) => ({ name, members: memberCount, lastSeq }));
    return { rooms, complete: found.length <= limit };
  }

  /**
   * A room's members, those who are in it now first.
   * @throws ChatException ROOM_NOT_FOUND, NOT_IN_ROOM, USER_NOT_FOUND (`after`)
   */
  async listMembers(
    device: Device,
    name: string,
    { after, limit = LIMITS.defaultPage }: PageRequest,
  ): Promise<ListMembersResult> {
    const room = await this.requireMember(device, name);
    const last = after === undefined ? undefined : await this.identities.holderOf(after, 'after');
    const page = await this.members.page(room.id, limit, last);
    return { ...page, count: room.memberCount };
  }

  /**
   * A room that the device's person is a member of.
   * @throws ChatException ROOM_NOT_FOUND, NOT_IN_ROOM
   */
  async requireMember(device: Device, name: string): Promise<RoomState> {
    const room = await this.directory.require(name);
    if (await this.memberships.isMember(room.id, device.user.id)) return room;
    throw new ChatException('NOT_IN_ROOM');
  }

  private async announce(
    event: 'joined' | 'left',
    user: User,
    roomIds: readonly string[],
  ): Promise<void> {
    for (const roomId of roomIds) {
      const room = await this.rooms.findById(roomId);
      if (room) this.activity[event](room, user, room.memberCount);
    }
  }

  /** Who may come in but not read back is told nothing of what was said before. */
  private async catchUp(user: User, room: RoomState, since: number | undefined): Promise<CaughtUp> {
    if (await this.policy.allows((policy) => policy.canRead(user, { room: room.name }))) {
      return this.history.catchUp(room, since);
    }
    return { messages: [], complete: true, lastSeq: room.lastSeq };
  }

  private async open(user: User, { name, nameKey }: ParsedRoomName): Promise<RoomState> {
    const room = await this.rooms.findByKey(nameKey);
    await this.policy.require((policy) => policy.canJoin(user, room?.name ?? name));
    if (room) return room;
    await this.policy.require((policy) => policy.canCreateRoom(user, name));
    return this.directory.findOrCreate(name);
  }

  private async enter(device: Device, room: RoomState, count: number): Promise<void> {
    this.joined.add(device, room);
    this.broadcaster.subscribe(device.id, room.id, room.lastSeq);
    if (await this.presence.enter(device, room.id)) this.activity.joined(room, device.user, count);
  }
}
