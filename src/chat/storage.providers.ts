import type { Provider } from '@nestjs/common';
import { UserRepository } from '../identity/user.repository.js';
import { ConversationRepository } from '../rooms/conversation.repository.js';
import { HostTransactions } from '../rooms/host-transactions.js';
import { MembershipRepository } from '../rooms/membership.repository.js';
import { MessageRepository } from '../rooms/message.repository.js';
import { OutboxRepository } from '../rooms/outbox.repository.js';
import { RoomRepository } from '../rooms/room.repository.js';
import { Database } from '../storage/database.js';
import { adoptDatabase } from '../storage/host.database.js';
import { openDatabase } from '../storage/open-database.js';
import { createStorage, type Storage } from '../storage/storage.js';
import { CHAT_OPTIONS, HAS_SOCKETS } from './chat.module-definition.js';
import type { ChatModuleOptions } from './chat.options.js';
import { StorageHandle } from './storage-handle.js';

const STORAGE = Symbol('Storage');

/** The database, opened when the module is made, and the ports that it serves. */
export const storageProviders: Provider[] = [
  {
    provide: Database,
    inject: [CHAT_OPTIONS],
    useFactory: ({ storage }: ChatModuleOptions) =>
      'kysely' in storage ? adoptDatabase(storage.kysely) : openDatabase(storage.url, storage),
  },
  { provide: StorageHandle, useExisting: Database },
  {
    provide: STORAGE,
    inject: [Database, HAS_SOCKETS],
    useFactory: (database: Database, hasSockets: boolean) =>
      createStorage(database, hasSockets ? 'caller' : 'outbox'),
  },
  repository(UserRepository, (storage) => storage.users),
  repository(RoomRepository, (storage) => storage.rooms),
  repository(MembershipRepository, (storage) => storage.memberships),
  repository(ConversationRepository, (storage) => storage.conversations),
  repository(MessageRepository, (storage) => storage.messages),
  repository(OutboxRepository, (storage) => storage.outbox),
  repository(HostTransactions, (storage) => storage.hostTransactions),
];

function repository<Port>(
  provide: abstract new () => Port,
  useFactory: (storage: Storage) => Port,
): Provider {
  return { provide, inject: [STORAGE], useFactory };
}
