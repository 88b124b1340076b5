import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { IdentityService } from '../identity/identity.service.js';
import type { User } from '../identity/user.js';
import type { Device } from '../presence/device.js';
import { ChatException, type StoredMessage } from '../protocol/index.js';
import { ConversationRepository } from './conversation.repository.js';
import { JoinedRooms } from './joined-rooms.js';
import { MessageLog } from './message-log.js';
import { parseMessageText } from './message-text.js';
import type { AppendOutcome, Draft } from './message.repository.js';
import type { Delivery } from './room-broadcaster.js';
import { privateMessage, roomMessage } from './wire-message.js';

/**
 * A message that has its place in the order, and is on its way to the disk. Whoever sends many need
 * not wait for one to be committed before the next takes its place.
 */
export interface PendingMessage {
  /** Rejects with a `ChatException`: then nothing was stored. */
  readonly committed: Promise<StoredMessage>;
}

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

type WireForm = (said: Parameters<typeof roomMessage>[1]) => StoredMessage;

/** Sends messages: decides who may, has them committed, and says what became of them. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly log: MessageLog,
    private readonly joined: JoinedRooms,
    private readonly identities: IdentityService,
    private readonly conversations: ConversationRepository,
  ) {}

  /**
   * Sends to a room that the device is in.
   * @throws ChatException NOT_IN_ROOM, VALIDATION_FAILED; `committed`: CLIENT_ID_REUSED, UNAVAILABLE.
   */
  async sendToRoom(device: Device, request: RoomMessageRequest): Promise<PendingMessage> {
    const room = this.joined.require(device, request.room);
    const draft = draftOf(device.user, room.id, request);
    return this.append(draft, device, (said) => roomMessage(room.name, said));
  }

  /**
   * Sends to a person, online or not.
   * @throws ChatException USER_NOT_FOUND, VALIDATION_FAILED; `committed`: as for a room.
   */
  async sendPrivate(device: Device, request: PrivateMessageRequest): Promise<PendingMessage> {
    const text = parseMessageText(request.message);
    const target = await this.identities.holderOf(request.target);
    const { user } = device;
    if (target.id === user.id) {
      throw new ChatException('VALIDATION_FAILED', {
        fields: { target: ['target must be someone else'] },
      });
    }
    const room =
      (await this.conversations.find(user.id, target.id)) ??
      (await this.conversations.findOrCreate(uuidv7(), user.id, target.id, Date.now()));
    const draft = draftOf(user, room.id, { ...request, message: text });
    return this.append(draft, device, (said) => privateMessage(target.username, said), target.id);
  }

  private append(
    draft: Draft,
    { id: fromDevice, user }: Device,
    wireForm: WireForm,
    recipientId?: string,
  ): PendingMessage {
    const { clientId, text, at } = draft;
    const messageAt = (seq: number) => wireForm({ ...draft, seq, senderName: user.username });
    const outcome = this.log.append(draft, (seq): Delivery => ({
      message: messageAt(seq),
      roomId: draft.roomId,
      senderId: user.id,
      fromDevice,
      ...(recipientId !== undefined && { recipientId }),
      ...(clientId !== null && { clientId }),
    }));
    const answer = (settled: AppendOutcome): StoredMessage => {
      const stored = storedBy(settled, draft);
      const message = wireForm({ ...stored, text, senderName: user.username, at: stored.at ?? at });
      return clientId === null ? message : { ...message, clientId };
    };
    return { committed: outcome.then(answer) };
  }
}

function draftOf(user: User, roomId: string, request: RoomMessageRequest): Draft {
  return {
    id: uuidv7(),
    roomId,
    senderId: user.id,
    text: parseMessageText(request.message),
    clientId: request.clientId ?? null,
    at: Date.now(),
  };
}

/** @throws ChatException when nothing was stored. */
function storedBy(outcome: AppendOutcome, draft: Draft): { id: string; seq: number; at: number } {
  switch (outcome.kind) {
    case 'appended':
      return { id: draft.id, seq: outcome.seq, at: draft.at };
    case 'duplicate':
      return outcome.original;
    case 'client-id-reused':
      throw new ChatException('CLIENT_ID_REUSED');
    case 'no-such-room':
      throw new ChatException('ROOM_NOT_FOUND');
  }
}
