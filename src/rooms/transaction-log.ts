import { ChatException } from '../protocol/index.js';
import { MessageAppender } from './message-appender.js';
import type { AppendOutcome, Draft, MessageRepository } from './message.repository.js';

/**
 * Appends within a transaction of the host's. A place is for good if the host commits, and is free
 * again if not; `Outbox` delivers afterwards.
 */
export class TransactionLog extends MessageAppender {
  /** @param messages the repository within the transaction. */
  constructor(private readonly messages: MessageRepository) {
    super();
  }

  override async append(draft: Draft): Promise<AppendOutcome> {
    try {
      const [outcome] = await this.messages.appendAll([draft]);
      return outcome ?? { kind: 'no-such-room' };
    } catch (cause) {
      throw new ChatException('UNAVAILABLE', { cause });
    }
  }
}
