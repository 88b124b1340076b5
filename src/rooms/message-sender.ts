import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { goOn, type NowOrLater } from '../identity/now-or-later.js';
import type { User } from '../identity/user.js';
import { ChatEvents } from '../presence/chat-events.js';
import { ChatException } from '../protocol/index.js';
import { ConversationIds } from './conversation-ids.js';
import { ConversationRepository } from './conversation.repository.js';
import { MessageAppender } from './message-appender.js';
import type { Draft } from './message.repository.js';
import { newMessageId } from './message-id.js';
import { PendingMessage, type Author, type Destination } from './pending-message.js';
import type { Room } from './room.js';
import { SendingDevices } from './sending-devices.js';

/** What is sent. The text has been checked. */
export interface Content {
  readonly text: string;
  readonly clientId?: string | undefined;
}

/** Puts messages into logs. Whether their authors may is decided before. */
@Injectable()
export class MessageSender {
  // Of a transaction's sender it holds what may be rolled back, and goes with it.
  private readonly conversationIds = new ConversationIds();

  constructor(
    private readonly log: MessageAppender,
    private readonly conversations: ConversationRepository,
    private readonly events: ChatEvents,
    private readonly sending: SendingDevices,
  ) {}

  /** The same within a transaction. */
  within(log: MessageAppender, conversations: ConversationRepository): MessageSender {
    return new MessageSender(log, conversations, this.events, this.sending);
  }

  toRoom(author: Author, room: Room, content: Content): PendingMessage {
    return this.append(author, room.id, { room }, content);
  }

  /**
   * @param beforeFirst runs when neither has ever written to the other; rejects to keep it so.
   * @throws ChatException VALIDATION_FAILED: to oneself.
   */
  toPerson(
    author: Author,
    target: User,
    content: Content,
    beforeFirst?: () => NowOrLater<void>,
  ): NowOrLater<PendingMessage> {
    const { user } = author;
    if (target.id === user.id) {
      throw new ChatException('VALIDATION_FAILED', {
        fields: { target: ['target must be someone else'] },
      });
    }
    const known = this.conversationIds.get(user.id, target.id);
    return goOn(known ?? this.findConversation(user, target, beforeFirst), (roomId) =>
      this.append(author, roomId, { recipient: target }, content),
    );
  }

  private async findConversation(
    { id: userId }: User,
    { id: otherId }: User,
    beforeFirst?: () => NowOrLater<void>,
  ): Promise<string> {
    let room = await this.conversations.find(userId, otherId);
    if (!room) {
      await beforeFirst?.();
      room = await this.conversations.findOrCreate(uuidv7(), userId, otherId, Date.now());
    }
    this.conversationIds.set(userId, otherId, room.id);
    return room.id;
  }

  private append(
    author: Author,
    roomId: string,
    destination: Destination,
    { text, clientId }: Content,
  ): PendingMessage {
    const senderId = author.user.id;
    const draft: Draft = {
      id: newMessageId(),
      roomId,
      senderId,
      text,
      clientId: clientId ?? null,
      at: Date.now(),
    };
    const message = new PendingMessage(draft, author, destination, this.events, this.sending);
    this.log.append(message);
    return message;
  }
}
