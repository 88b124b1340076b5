import type { ConversationRepository } from '../rooms/conversation.repository.js';
import type { MembershipRepository } from '../rooms/membership.repository.js';
import type { HostTransactions } from '../rooms/host-transactions.js';
import type { MessageRepository } from '../rooms/message.repository.js';
import type { OutboxRepository } from '../rooms/outbox.repository.js';
import type { RoomRepository } from '../rooms/room.repository.js';
import type { AccountRepository } from '../accounts/account.repository.js';
import type { SessionRepository } from '../accounts/session.repository.js';
import type { UserRepository } from '../identity/user.repository.js';
import type { AppendDelivery } from './append.js';
import type { Database } from './database.js';
import { SqlAccountRepository } from './sql-account.repository.js';
import { SqlConversationRepository } from './sql-conversation.repository.js';
import { SqlHostTransactions } from './sql-host-transactions.js';
import { SqlMembershipRepository } from './sql-membership.repository.js';
import { SqlMessageRepository } from './sql-message.repository.js';
import { SqlOutboxRepository } from './sql-outbox.repository.js';
import { SqlRoomRepository } from './sql-room.repository.js';
import { SqlSessionRepository } from './sql-session.repository.js';
import { SqlUserRepository } from './sql-user.repository.js';

/** Every repository, over one database. */
export interface Storage {
  readonly users: UserRepository;
  readonly rooms: RoomRepository;
  readonly memberships: MembershipRepository;
  readonly conversations: ConversationRepository;
  readonly messages: MessageRepository;
  readonly outbox: OutboxRepository;
  readonly accounts: AccountRepository;
  readonly sessions: SessionRepository;
  readonly hostTransactions: HostTransactions;
}

/**
 * The repositories of an open database. They need no closing; the database does.
 * @param delivery `outbox`: what is appended is left for the processes that have sockets.
 */
export function createStorage(database: Database, delivery: AppendDelivery = 'caller'): Storage {
  const { kysely, dialect } = database;
  return {
    users: new SqlUserRepository(kysely, dialect),
    rooms: new SqlRoomRepository(kysely, dialect),
    memberships: new SqlMembershipRepository(kysely, dialect),
    conversations: new SqlConversationRepository(kysely, dialect),
    messages: new SqlMessageRepository(kysely, dialect.prepareAppend(kysely), delivery),
    outbox: new SqlOutboxRepository(kysely, dialect),
    accounts: new SqlAccountRepository(kysely, dialect),
    sessions: new SqlSessionRepository(kysely, dialect),
    hostTransactions: new SqlHostTransactions(database),
  };
}
