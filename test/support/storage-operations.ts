import type { Storage } from '../../src/storage/storage.js';

/** Everything that the server runs while people chat: `a`, `b`, their conversation and a lobby. */
export const OPERATIONS: Record<string, (storage: Storage) => Promise<unknown>> = {
  append: ({ messages }) =>
    messages.appendAll([
      { id: 'm', roomId: 'direct', senderId: 'a', text: 't', clientId: 'k', at: 1 },
    ]),
  'history, newest': ({ messages }) => messages.read('direct', { limit: 50 }),
  'history, before': ({ messages }) => messages.read('direct', { limit: 50, before: 9 }),
  'history, after': ({ messages }) => messages.read('direct', { limit: 50, after: 9 }),
  join: ({ memberships }) => memberships.join('direct', 'a', 1),
  isMember: ({ memberships }) => memberships.isMember('direct', 'a'),
  'list members': ({ memberships }) => memberships.list('direct', 50, 'a'),
  'mark read': ({ memberships }) => memberships.markRead('direct', 'b', 1),
  unread: ({ memberships }) => memberships.unread('direct', 'b', 1_000),
  'find conversation': ({ conversations }) => conversations.findOrCreate('c', 'b', 'a', 1),
  'list conversations': ({ conversations }) => conversations.listOf('b', 50, 1_000),
  partners: ({ conversations }) => conversations.partnersOf('b', 50),
  undelivered: ({ conversations }) => conversations.undelivered('b', 50),
  'mark delivered': ({ conversations }) =>
    conversations.markDelivered([{ roomId: 'direct', userId: 'b', seq: 1 }]),
  'find room': ({ rooms }) => rooms.findByKey('lobby'),
  'list rooms': ({ rooms }) => rooms.list(50),
  'list rooms, next page': ({ rooms }) => rooms.list(50, 'a'),
  'find holder': ({ users }) => users.findHolder('a'),
  'find subject': ({ users }) => users.findBySubject({ issuer: 'guest', subject: 'a' }),
  claim: ({ users }) => users.claimName('a', 'a', 'b'),
  rename: ({ users }) => users.rename('a', 'a', 'a'),
  touch: ({ users }) => users.touchAll([{ userId: 'a', at: 2 }]),
  'outbox, first': ({ outbox }) => outbox.first(50),
  'outbox, before': ({ outbox }) => outbox.before({ roomId: 'lobby', seq: 9 }, 50),
  'outbox, remove': ({ outbox }) => outbox.remove([{ roomId: 'lobby', seq: 1 }]),
  'delete room': ({ rooms }) => rooms.delete('lobby'),
  leave: ({ memberships }) => memberships.leave('direct', 'a'),
};
