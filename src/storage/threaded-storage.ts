import type { AccountRepository } from '../accounts/account.repository.js';
import type { SessionRepository } from '../accounts/session.repository.js';
import type { UserRepository } from '../identity/user.repository.js';
import type { ConversationRepository } from '../rooms/conversation.repository.js';
import { HostTransactions } from '../rooms/host-transactions.js';
import type { MembershipRepository } from '../rooms/membership.repository.js';
import type { MessageRepository } from '../rooms/message.repository.js';
import type { OutboxRepository } from '../rooms/outbox.repository.js';
import type { RoomRepository } from '../rooms/room.repository.js';
import { HolderCache } from './holder-cache.js';
import type { StorageThread } from './storage-thread.js';
import type { Storage } from './storage.js';

/** A database that is in a thread is the server's own, so no transaction of a host's is in it. */
class NoHostTransactions extends HostTransactions {
  override async run(): Promise<never> {
    throw new TypeError('transaction must be one of storage.kysely');
  }
}

/**
 * The repositories of a thread, as they look from outside. Its file is locked, so no one else writes
 * to it, and who holds which name can be remembered.
 */
export function threadedStorage(thread: StorageThread): Storage {
  const holders = new HolderCache(thread.method('users', 'findHolder'));
  return {
    users: users(thread, holders),
    rooms: rooms(thread),
    memberships: memberships(thread),
    conversations: conversations(thread),
    messages: messages(thread),
    outbox: outbox(thread),
    accounts: accounts(thread, holders),
    sessions: sessions(thread),
    hostTransactions: new NoHostTransactions(),
  };
}

function users(thread: StorageThread, holders: HolderCache): UserRepository {
  const method = (name: keyof UserRepository) => thread.method('users', name);
  return {
    findById: method('findById'),
    findBySubject: method('findBySubject'),
    findHolder: (nameKey) => holders.find(nameKey),
    create: holders.changing(method('create')),
    claimName: holders.changing(method('claimName')),
    rename: holders.changing(method('rename')),
    touchAll: holders.changing(method('touchAll')),
  };
}

function rooms(thread: StorageThread): RoomRepository {
  const method = (name: keyof RoomRepository) => thread.method('rooms', name);
  return {
    findByKey: method('findByKey'),
    findById: method('findById'),
    statesOf: method('statesOf'),
    findOrCreate: method('findOrCreate'),
    list: method('list'),
    delete: method('delete'),
  };
}

function memberships(thread: StorageThread): MembershipRepository {
  const method = (name: keyof MembershipRepository) => thread.method('memberships', name);
  return {
    join: method('join'),
    leave: method('leave'),
    isMember: method('isMember'),
    list: method('list'),
    roomsOf: method('roomsOf'),
    markRead: method('markRead'),
    unread: method('unread'),
  };
}

function conversations(thread: StorageThread): ConversationRepository {
  const method = (name: keyof ConversationRepository) => thread.method('conversations', name);
  return {
    find: method('find'),
    findOrCreate: method('findOrCreate'),
    listOf: method('listOf'),
    partnersOf: method('partnersOf'),
    undelivered: method('undelivered'),
    withUndelivered: method('withUndelivered'),
    markDelivered: method('markDelivered'),
  };
}

function messages(thread: StorageThread): MessageRepository {
  return {
    appendAll: thread.method('messages', 'appendAll', true),
    read: thread.method('messages', 'read'),
  };
}

function outbox(thread: StorageThread): OutboxRepository {
  const method = (name: keyof OutboxRepository) => thread.method('outbox', name);
  return {
    first: method('first'),
    before: method('before'),
    count: method('count'),
    remove: method('remove'),
  };
}

function accounts(thread: StorageThread, holders: HolderCache): AccountRepository {
  const method = (name: keyof AccountRepository) => thread.method('accounts', name);
  return {
    register: holders.changing(method('register')),
    adopt: holders.changing(method('adopt')),
    findByName: method('findByName'),
    findByUser: method('findByUser'),
    changePassword: method('changePassword'),
    disable: method('disable'),
    enable: method('enable'),
  };
}

function sessions(thread: StorageThread): SessionRepository {
  const method = (name: keyof SessionRepository) => thread.method('sessions', name);
  return {
    begin: method('begin'),
    isLive: method('isLive'),
    findByFamily: method('findByFamily'),
    rotate: method('rotate'),
    replace: method('replace'),
    end: method('end'),
    endAll: method('endAll'),
    lastEnded: method('lastEnded'),
    endedAfter: method('endedAfter'),
    prune: method('prune'),
  };
}
