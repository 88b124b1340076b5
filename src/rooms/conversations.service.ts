import { Injectable } from '@nestjs/common';
import { IdentityService } from '../identity/identity.service.js';
import type { User } from '../identity/user.js';
import type { Device } from '../presence/device.js';
import { LIMITS, type ListConversationsResult, type StoredMessage } from '../protocol/index.js';
import { ConversationRepository, type DeliveryMark } from './conversation.repository.js';
import { DeliveryMarks } from './delivery-marks.js';
import { MessageRepository, type LogEntry, type LogRange } from './message.repository.js';
import { RoomBroadcaster } from './room-broadcaster.js';
import type { RoomState } from './room.js';
import { privateMessage } from './wire-message.js';

/** The most pages of waiting messages that are sent when someone comes; history has the rest. */
const MAX_PAGES = 5;

/** The conversation with someone. */
export interface FoundConversation {
  /** `null`: neither has written. */
  readonly room: RoomState | null;
  readonly partner: User;
}

/** Private conversations: what there is, and what waits for someone who was away. */
@Injectable()
export class ConversationsService {
  constructor(
    private readonly conversations: ConversationRepository,
    private readonly messages: MessageRepository,
    private readonly identities: IdentityService,
    private readonly broadcaster: RoomBroadcaster,
    private readonly deliveryMarks: DeliveryMarks,
  ) {}

  /** A person's conversations, the newest first, at most 200. */
  async list({ user }: Device): Promise<ListConversationsResult> {
    const found = await this.conversations.listOf(user.id, LIMITS.maxPage, LIMITS.unread);
    const conversations = found.map(({ with: other, room, unread }) => ({
      with: other.username,
      lastSeq: room.lastSeq,
      unread,
    }));
    return { conversations };
  }

  /** Sends a device the private messages that came while its person had none. */
  async deliverWaiting(device: Device): Promise<void> {
    // What reached an earlier device a moment ago is not waiting, though its mark may be.
    await this.deliveryMarks.flush();
    for (let page = 0; page < MAX_PAGES; page++) {
      const entries = await this.conversations.undelivered(device.user.id, LIMITS.maxPage);
      const messages = entries.map((entry) => privateMessage(device.user.username, entry));
      if (messages.length === 0 || !this.broadcaster.deliverTo(device.id, messages)) return;
      await this.conversations.markDelivered(marksOf(device.user, entries));
      if (messages.length < LIMITS.maxPage) return;
    }
  }

  /** A page of the messages between a person and another, oldest first. */
  async page(
    user: User,
    { room, partner }: FoundConversation,
    range: LogRange,
  ): Promise<{ messages: StoredMessage[]; complete: boolean }> {
    if (!room) return { messages: [], complete: true };
    const { entries, complete } = await this.messages.read(room.id, range);
    const messages = entries.map((entry) => {
      const target = entry.senderId === user.id ? partner : user;
      return privateMessage(target.username, entry);
    });
    return { messages, complete };
  }

  /**
   * The conversation with the holder of a name; `null` if neither has written.
   * @throws ChatException USER_NOT_FOUND
   */
  async find(user: User, other: string): Promise<FoundConversation> {
    const partner = await this.identities.holderOf(other, 'with');
    return { room: await this.conversations.find(user.id, partner.id), partner };
  }
}

function marksOf(user: User, entries: readonly LogEntry[]): DeliveryMark[] {
  const newest = new Map(entries.map(({ roomId, seq }) => [roomId, seq]));
  return [...newest].map(([roomId, seq]) => ({ roomId, userId: user.id, seq }));
}
