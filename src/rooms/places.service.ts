import { Injectable } from '@nestjs/common';
import { IdentityService } from '../identity/identity.service.js';
import type { Device } from '../presence/device.js';
import {
  ChatException,
  LIMITS,
  type MarkReadPayload,
  type MarkReadResult,
  type RoomHistoryPayload,
  type RoomHistoryResult,
  type TypingPayload,
} from '../protocol/index.js';
import { ConversationsService } from './conversations.service.js';
import { JoinedRooms } from './joined-rooms.js';
import { MembershipRepository } from './membership.repository.js';
import { MessageHistory } from './message-history.js';
import type { LogRange } from './message.repository.js';
import { RoomBroadcaster } from './room-broadcaster.js';
import { PolicyEnforcer } from './policy-enforcer.js';
import type { Room } from './room.js';
import { RoomsService } from './rooms.service.js';

/**
 * What is done alike in a room and in a private conversation: reading back, marking as read, typing.
 * A request that names neither means the room that the device joined last.
 */
@Injectable()
export class PlacesService {
  constructor(
    private readonly rooms: RoomsService,
    private readonly conversations: ConversationsService,
    private readonly history: MessageHistory,
    private readonly memberships: MembershipRepository,
    private readonly joined: JoinedRooms,
    private readonly identities: IdentityService,
    private readonly policy: PolicyEnforcer,
    private readonly broadcaster: RoomBroadcaster,
  ) {}

  /** @throws ChatException ROOM_NOT_FOUND, NOT_IN_ROOM, USER_NOT_FOUND, VALIDATION_FAILED */
  async read(device: Device, request: RoomHistoryPayload): Promise<RoomHistoryResult> {
    requireOne(request.room, request.with, 'with');
    const { user } = device;
    const range = rangeOf(request);
    if (request.with !== undefined) {
      const conversation = await this.conversations.find(user, request.with);
      await this.policy.require((policy) => policy.canRead(user, { with: conversation.partner }));
      return this.conversations.page(user, conversation, range);
    }
    const room = await this.memberRoom(device, request.room);
    await this.policy.require((policy) => policy.canRead(user, { room: room.name }));
    return this.history.page(room, range);
  }

  /** @throws ChatException ROOM_NOT_FOUND, NOT_IN_ROOM, USER_NOT_FOUND, VALIDATION_FAILED */
  async markRead(device: Device, request: MarkReadPayload): Promise<MarkReadResult> {
    requireOne(request.room, request.with, 'with');
    const room =
      request.with === undefined
        ? await this.memberRoom(device, request.room)
        : (await this.conversations.find(device.user, request.with)).room;
    if (!room) return { unread: 0 };
    await this.memberships.markRead(room.id, device.user.id, request.seq);
    return { unread: await this.memberships.unread(room.id, device.user.id, LIMITS.unread) };
  }

  /** @throws ChatException NOT_IN_ROOM, USER_NOT_FOUND, VALIDATION_FAILED */
  async type(device: Device, { room: name, target, typing }: TypingPayload): Promise<void> {
    requireOne(name, target, 'target');
    const { user } = device;
    const change = { username: user.username, typing };
    if (target !== undefined) {
      const { id: userId } = await this.identities.holderOf(target, 'target');
      this.broadcaster.typing(user.id, { userId }, change);
    } else {
      const room = this.joined.require(device, name);
      this.broadcaster.typing(user.id, { roomId: room.id }, { room: room.name, ...change });
    }
  }

  private async memberRoom(device: Device, name: string | undefined): Promise<Room> {
    return name === undefined
      ? this.joined.require(device, name)
      : this.rooms.requireMember(device, name);
  }
}

function requireOne(room: string | undefined, person: string | undefined, field: string): void {
  if (room === undefined || person === undefined) return;
  throw new ChatException('VALIDATION_FAILED', {
    fields: { [field]: [`${field} and room exclude each other`] },
  });
}

function rangeOf({ before, after, limit = LIMITS.defaultPage }: RoomHistoryPayload): LogRange {
  return {
    limit,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
}
