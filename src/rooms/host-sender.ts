import { Injectable } from '@nestjs/common';
import { IdentityService } from '../identity/identity.service.js';
import { SYSTEM, SYSTEM_NAME } from '../identity/system-user.js';
import type { User } from '../identity/user.js';
import type { Subject } from '../identity/user.repository.js';
import type { StoredMessage } from '../protocol/index.js';
import type { TransactionRepositories } from './host-transactions.js';
import { MessageSender } from './message-sender.js';
import { parseMessageText } from './message-text.js';
import { RoomDirectory } from './room-directory.js';
import { TransactionLog } from './transaction-log.js';

/**
 * Who a host's message is from.
 * - `'system'`: the application itself, under the name `system`, which no guest can have.
 * - a name: the user who holds it now.
 * - a subject: a user of the host's, who need never have connected.
 */
export type ChatAuthor = 'system' | { username: string } | (Subject & { username: string });

/** What the host sends, and as whom. */
export interface HostMessage {
  readonly text: string;
  readonly as: ChatAuthor;
  readonly clientId?: string | undefined;
}

/** What the host's own code sends. No policy is asked, for the host is whom the policy is from. */
@Injectable()
export class HostSender {
  constructor(
    private readonly identities: IdentityService,
    private readonly rooms: RoomDirectory,
    private readonly sender: MessageSender,
  ) {}

  /** The same within a transaction: it asks nothing of other repositories than those given. */
  within({ users, rooms, conversations, messages }: TransactionRepositories): HostSender {
    return new HostSender(
      this.identities.within(users),
      new RoomDirectory(rooms),
      this.sender.within(new TransactionLog(messages), conversations),
    );
  }

  /** @throws ChatException VALIDATION_FAILED, USER_NOT_FOUND (`as`), CLIENT_ID_REUSED, UNAVAILABLE */
  async toRoom(roomName: string, { text, as, clientId }: HostMessage): Promise<StoredMessage> {
    const content = { text: parseMessageText(text), clientId };
    const user = await this.author(as);
    const room = await this.rooms.findOrCreate(roomName);
    return this.sender.toRoom({ user }, room, content).committed;
  }

  /** @throws ChatException VALIDATION_FAILED, USER_NOT_FOUND, CLIENT_ID_REUSED, UNAVAILABLE */
  async toPerson(target: string, { text, as, clientId }: HostMessage): Promise<StoredMessage> {
    const content = { text: parseMessageText(text), clientId };
    const user = await this.author(as);
    const recipient = await this.identities.holderOf(target, 'target');
    return (await this.sender.toPerson({ user }, recipient, content)).committed;
  }

  /**
   * The user that a host's author is, made if need be.
   * @throws ChatException USER_NOT_FOUND (a name that no one holds), USERNAME_TAKEN, VALIDATION_FAILED
   */
  async author(as: ChatAuthor): Promise<User> {
    if (as === 'system') return this.identities.provision(SYSTEM, SYSTEM_NAME);
    if ('subject' in as) return this.identities.provision(as, as.username);
    return this.identities.holderOf(as.username, 'as');
  }
}
