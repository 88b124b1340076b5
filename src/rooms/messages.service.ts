import { Injectable } from '@nestjs/common';
import { IdentityService } from '../identity/identity.service.js';
import { goOn, type NowOrLater } from '../identity/now-or-later.js';
import type { User } from '../identity/user.js';
import { LimitsService } from '../limits/limits.service.js';
import type { Device } from '../presence/device.js';
import { JoinedRooms } from './joined-rooms.js';
import { MessageSender, type Content } from './message-sender.js';
import { parseMessageText } from './message-text.js';
import type { PendingMessage } from './pending-message.js';
import { PolicyEnforcer } from './policy-enforcer.js';

/** What is sent to a room. */
export interface RoomMessageRequest {
  message: string;
  /** Absent: the room that the device joined last. */
  room?: string;
  clientId?: string;
}

/** What is sent to a person. */
export interface PrivateMessageRequest {
  target: string;
  message: string;
  clientId?: string;
}

/** What people send: decides whether they may. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly sender: MessageSender,
    private readonly joined: JoinedRooms,
    private readonly identities: IdentityService,
    private readonly policy: PolicyEnforcer,
    private readonly limits: LimitsService,
  ) {}

  /**
   * Sends to a room that the device is in.
   * @throws ChatException NOT_IN_ROOM, VALIDATION_FAILED, FORBIDDEN; `committed`: CLIENT_ID_REUSED,
   *   ROOM_NOT_FOUND (it was deleted), UNAVAILABLE.
   */
  sendToRoom(device: Device, request: RoomMessageRequest): NowOrLater<PendingMessage> {
    const { user, id } = device;
    const room = this.joined.require(device, request.room);
    const text = parseMessageText(request.message);
    return goOn(
      this.policy.require((policy) => policy.canSend(user, room.name, text)),
      () => this.sender.toRoom({ user, device: id }, room, { text, clientId: request.clientId }),
    );
  }

  /**
   * Sends to a person, online or not.
   * @throws ChatException USER_NOT_FOUND, VALIDATION_FAILED, FORBIDDEN, RATE_LIMITED (too many new
   *   conversations); `committed`: as for a room.
   */
  sendPrivate(device: Device, request: PrivateMessageRequest): NowOrLater<PendingMessage> {
    const { message, clientId } = request;
    const content = { text: parseMessageText(message), clientId };
    return goOn(this.identities.holderOf(request.target, 'target'), (target) =>
      goOn(
        this.policy.require((policy) => policy.canSendPrivate(device.user, target, content.text)),
        () => this.sendTo(target, device, content),
      ),
    );
  }

  private sendTo(
    target: User,
    { user, id, address }: Device,
    content: Content,
  ): NowOrLater<PendingMessage> {
    return this.sender.toPerson({ user, device: id }, target, content, () =>
      this.limits.require('newConversations', { user: user.id, address }),
    );
  }
}
