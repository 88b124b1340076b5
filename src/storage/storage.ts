import type { ConversationRepository } from '../rooms/conversation.repository.js';
import type { MembershipRepository } from '../rooms/membership.repository.js';
import type { MessageRepository } from '../rooms/message.repository.js';
import type { RoomRepository } from '../rooms/room.repository.js';
import type { UserRepository } from '../identity/user.repository.js';
import type { Database } from './database.js';
import { SqlConversationRepository } from './sql-conversation.repository.js';
import { SqlMembershipRepository } from './sql-membership.repository.js';
import { SqlMessageRepository } from './sql-message.repository.js';
import { SqlRoomRepository } from './sql-room.repository.js';
import { SqlUserRepository } from './sql-user.repository.js';

/** Every repository, over one database. */
export interface Storage {
  readonly users: UserRepository;
  readonly rooms: RoomRepository;
  readonly memberships: MembershipRepository;
  readonly conversations: ConversationRepository;
  readonly messages: MessageRepository;
}

/** The repositories of an open database. They need no closing; the database does. */
export function createStorage({ kysely, dialect }: Database): Storage {
  return {
    users: new SqlUserRepository(kysely, dialect),
    rooms: new SqlRoomRepository(kysely),
    memberships: new SqlMembershipRepository(kysely),
    conversations: new SqlConversationRepository(kysely, dialect),
    messages: new SqlMessageRepository(kysely, dialect),
  };
}
