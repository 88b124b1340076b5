import type { Provider } from '@nestjs/common';
import { UserRepository } from '../identity/user.repository.js';
import { ConversationRepository } from '../rooms/conversation.repository.js';
import { MembershipRepository } from '../rooms/membership.repository.js';
import { MessageRepository } from '../rooms/message.repository.js';
import { RoomRepository } from '../rooms/room.repository.js';
import { Database } from '../storage/database.js';
import { openDatabase } from '../storage/open-database.js';
import { createStorage, type Storage } from '../storage/storage.js';
import { CHAT_OPTIONS } from './chat.module-definition.js';
import type { ChatModuleOptions } from './chat.options.js';
import { StorageHandle } from './storage-handle.js';

const STORAGE = Symbol('Storage');

/** The database, opened when the module is made, and the ports that it serves. */
export const storageProviders: Provider[] = [
  {
    provide: Database,
    inject: [CHAT_OPTIONS],
    useFactory: ({ storage }: ChatModuleOptions) => openDatabase(storage.url),
  },
  { provide: StorageHandle, useExisting: Database },
  {
    provide: STORAGE,
    inject: [Database],
    useFactory: (database: Database) => createStorage(database),
  },
  repository(UserRepository, (storage) => storage.users),
  repository(RoomRepository, (storage) => storage.rooms),
  repository(MembershipRepository, (storage) => storage.memberships),
  repository(ConversationRepository, (storage) => storage.conversations),
  repository(MessageRepository, (storage) => storage.messages),
];

function repository<Port>(
  provide: abstract new () => Port,
  useFactory: (storage: Storage) => Port,
): Provider {
  return { provide, inject: [STORAGE], useFactory };
}
