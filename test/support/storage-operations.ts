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
  'find holder': async ({ users }) => users.findHolder('a'),
  'find subject': ({ users }) => users.findBySubject({ issuer: 'guest', subject: 'a' }),
  claim: ({ users }) => users.claimName('a', 'a', 'b'),
  rename: ({ users }) => users.rename('a', 'a', 'a'),
  touch: ({ users }) => users.touchAll([{ userId: 'a', at: 2 }]),
  'outbox, first': ({ outbox }) => outbox.first(50),
  'outbox, before': ({ outbox }) => outbox.before({ roomId: 'lobby', seq: 9 }, 50),
  'outbox, remove': ({ outbox }) => outbox.remove([{ roomId: 'lobby', seq: 1 }]),
  'register account': ({ accounts }) =>
    accounts.register(
      {
        user: { id: 'n', username: 'n', nameKey: 'n', kind: 'registered', lastSeenAt: 1 },
        passwordHash: 'hash',
        at: 1,
      },
      null,
    ),
  'adopt guest': async ({ users, accounts }) => {
    await users.claimName('b', 'b', null);
    const user = { id: 'b', username: 'b', nameKey: 'b', kind: 'guest', lastSeenAt: 1 } as const;
    return accounts.adopt({ user, passwordHash: 'hash', at: 1 });
  },
  'find account': ({ accounts }) => accounts.findByName('n'),
  'find account of user': ({ accounts }) => accounts.findByUser('n'),
  'begin a session': ({ sessions }) =>
    sessions.begin(
      { id: 's', userId: 'n', familyHash: 'f', refreshHash: 'r', expiresAt: 9 },
      'hash',
      1,
    ),
  'session is live': ({ sessions }) => sessions.isLive('s'),
  'find session': ({ sessions }) => sessions.findByFamily('f'),
  'rotate token': ({ sessions }) => sessions.rotate('s', 'r', { refreshHash: 'q', expiresAt: 10 }),
  'replace tokens': ({ sessions }) =>
    sessions.replace('s', { familyHash: 'g', refreshHash: 'q', expiresAt: 10 }),
  'change password': ({ accounts }) =>
    accounts.changePassword({ userId: 'n', from: 'hash', to: 'h', keptSessionId: 's', at: 1 }),
  'end session': ({ sessions }) => sessions.end('s', 2),
  'end sessions': ({ sessions }) => sessions.endAll('n', 2),
  'disable account': ({ accounts }) => accounts.disable('n', 3),
  'enable account': ({ accounts }) => accounts.enable('n'),
  'ended sessions': ({ sessions }) => sessions.endedAfter(1, 50),
  'prune sessions': ({ sessions }) => sessions.prune(5),
  'delete room': ({ rooms }) => rooms.delete('lobby'),
  leave: ({ memberships }) => memberships.leave('direct', 'a'),
};
