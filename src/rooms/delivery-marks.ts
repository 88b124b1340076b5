import { Injectable } from '@nestjs/common';
import { WriteBehind } from '../presence/write-behind.js';
import { ConversationRepository, type DeliveryMark } from './conversation.repository.js';

/**
 * How far people have been sent their private messages. Marks are kept after the message went out,
 * so a server that dies in between sends it again: at least once, told apart by `id`.
 */
@Injectable()
export class DeliveryMarks {
  private readonly marks: WriteBehind<DeliveryMark>;

  constructor(conversations: ConversationRepository) {
    this.marks = new WriteBehind((marks) => conversations.markDelivered(marks));
  }

  /** Marks that wait to be written. */
  get queueLength(): number {
    return this.marks.size;
  }

  /** A message reached a device of its recipient. */
  put(mark: DeliveryMark): void {
    this.marks.put(`${mark.roomId} ${mark.userId}`, mark);
  }

  /** Writes what waits. Never rejects. */
  flush(): Promise<void> {
    return this.marks.flush();
  }
}
