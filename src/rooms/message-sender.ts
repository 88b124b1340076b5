import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { goOn, type NowOrLater } from './now-or-later.js';
import type { User } from '../identity/user.js';
import { ChatEvents } from '../presence/chat-events.js';
import { ChatException, type StoredMessage } from '../protocol/index.js';
import { ConversationIds } from './conversation-ids.js';
import { ConversationRepository } from './conversation.repository.js';
import { MessageAppender } from './message-appender.js';
import type { AppendOutcome, Draft } from './message.repository.js';
import type { Delivery } from './room-broadcaster.js';
import type { Room } from './room.js';
import { SendingDevices } from './sending-devices.js';
import { privateMessage, roomMessage, type Said } from './wire-message.js';

/**
 * A message that has its place in the order, and is on its way to the disk. Whoever sends many need
 * not wait for one to be committed before the next takes its place.
 */
export interface PendingMessage {
  /** Rejects with a `ChatException`: then nothing was stored. */
  readonly committed: Promise<StoredMessage>;
}

/** Who sends. */
export interface Author {
  readonly user: User;
  /** The device that has the acknowledgement, and so not the message. Absent: the host sends. */
  readonly device?: string;
}

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
    const draft = draftOf(author.user, room.id, content);
    return this.append(draft, author, (said) => roomMessage(room.name, said));
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
    return goOn(known ?? this.findConversation(user, target, beforeFirst), (roomId) => {
      const draft = draftOf(user, roomId, content);
      return this.append(draft, author, (said) => privateMessage(target.username, said), target);
    });
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
    draft: Draft,
    { user, device }: Author,
    wireForm: (said: Said) => StoredMessage,
    recipient?: User,
  ): PendingMessage {
    const { clientId } = draft;
    const said = ({ id, seq, at }: Pick<Said, 'id' | 'seq' | 'at'>) =>
      wireForm({ id, seq, at, text: draft.text, senderName: user.username });
    let delivered: StoredMessage | undefined;
    if (device !== undefined) this.sending.note(draft.id, device);
    const outcome = this.log.append(draft, (seq): Delivery => {
      delivered = said({ id: draft.id, seq, at: draft.at });
      return {
        message: delivered,
        roomId: draft.roomId,
        senderId: user.id,
        ...(device !== undefined && { fromDevice: device }),
        ...(recipient && { recipientId: recipient.id }),
        ...(clientId !== null && { clientId }),
      };
    });
    const answer = (settled: AppendOutcome): StoredMessage => {
      this.sending.forget(draft.id);
      const message = delivered ?? said(placeOf(settled, draft));
      // What waits in the outbox is told of by who delivers it.
      if (settled.kind === 'appended' && settled.outbox !== 'this') {
        this.events.emit('message.sent', {
          message,
          sender: user,
          ...(recipient && { recipient }),
        });
      }
      return clientId === null ? message : { ...message, clientId };
    };
    return { committed: outcome.then(answer) };
  }
}

function draftOf(user: User, roomId: string, { text, clientId }: Content): Draft {
  const id = uuidv7();
  return { id, roomId, senderId: user.id, text, clientId: clientId ?? null, at: Date.now() };
}

/** @throws ChatException when nothing was stored. */
function placeOf(outcome: AppendOutcome, draft: Draft): Pick<Said, 'id' | 'seq' | 'at'> {
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
