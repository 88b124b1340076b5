import { ChatException } from '../protocol/index.js';
import { MessageAppender, type Appending } from './message-appender.js';
import type { MessageRepository } from './message.repository.js';

/**
 * Appends within a transaction of the host's. A place is for good if the host commits, and is free
 * again if not; `Outbox` delivers afterwards.
 */
export class TransactionLog extends MessageAppender {
  /** @param messages the repository within the transaction. */
  constructor(private readonly messages: MessageRepository) {
    super();
  }

  override append(message: Appending): void {
    this.messages.appendAll([message.draft]).then(
      ([outcome]) => message.settle(outcome ?? { kind: 'no-such-room' }),
      (cause: unknown) => message.refuse(new ChatException('UNAVAILABLE', { cause })),
    );
  }
}
