import type { Provider } from '@nestjs/common';
import { AccountRepository } from '../accounts/account.repository.js';
import { SessionRepository } from '../accounts/session.repository.js';
import { UserRepository } from '../identity/user.repository.js';
import { ConversationRepository } from '../rooms/conversation.repository.js';
import { HostTransactions } from '../rooms/host-transactions.js';
import { MembershipRepository } from '../rooms/membership.repository.js';
import { MessageRepository } from '../rooms/message.repository.js';
import { OutboxRepository } from '../rooms/outbox.repository.js';
import { RoomRepository } from '../rooms/room.repository.js';
import { adoptDatabase } from '../storage/host.database.js';
import { openStorage, storageOf, type OpenedStorage } from '../storage/open-storage.js';
import type { Storage } from '../storage/storage.js';
import { CHAT_OPTIONS, HAS_SOCKETS } from './chat.module-definition.js';
import type { ChatModuleOptions } from './chat.options.js';
import { StorageHandle } from './storage-handle.js';

const OPENED_STORAGE = Symbol('OpenedStorage');

/** The database, opened when the module is made, and the ports that it serves. */
export const storageProviders: Provider[] = [
  {
    provide: OPENED_STORAGE,
    inject: [CHAT_OPTIONS, HAS_SOCKETS],
    useFactory: async ({ storage }: ChatModuleOptions, hasSockets: boolean) => {
      const delivery = hasSockets ? 'caller' : 'outbox';
      return 'kysely' in storage
        ? storageOf(await adoptDatabase(storage.kysely), delivery)
        : openStorage(storage.url, delivery, storage);
    },
  },
  {
    provide: StorageHandle,
    inject: [OPENED_STORAGE],
    useFactory: ({ database }: OpenedStorage): StorageHandle => database,
  },
  repository(UserRepository, (storage) => storage.users),
  repository(RoomRepository, (storage) => storage.rooms),
  repository(MembershipRepository, (storage) => storage.memberships),
  repository(ConversationRepository, (storage) => storage.conversations),
  repository(MessageRepository, (storage) => storage.messages),
  repository(OutboxRepository, (storage) => storage.outbox),
  repository(AccountRepository, (storage) => storage.accounts),
  repository(SessionRepository, (storage) => storage.sessions),
  repository(HostTransactions, (storage) => storage.hostTransactions),
];

function repository<Port>(
  provide: abstract new () => Port,
  choose: (storage: Storage) => Port,
): Provider {
  const useFactory = ({ repositories }: OpenedStorage) => choose(repositories);
  return { provide, inject: [OPENED_STORAGE], useFactory };
}
