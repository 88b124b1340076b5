import { describe, expect, it } from '@jest/globals';
import { hrefOf, parseRoute, sameRoute, type Route } from './route.js';

const parse = (href: string, base = '/'): Route => parseRoute(new URL(href, 'http://x'), base);

describe('An address', () => {
  it.each(['lobby', 'a/b', '100%', '%2F', 'c?d#e', '🎉 party', '.', '..', 'ß', 'a b'])(
    'of a room called %s is read as it was written',
    (name) => {
      const room = { kind: 'room', name } as const;
      expect(parse(hrefOf(room, '/'))).toEqual(room);
      expect(parse(hrefOf(room, '/chat/'), '/chat/')).toEqual(room);
    },
  );

  it.each([
    ['/', { kind: 'home' }],
    ['/r/', { kind: 'home' }],
    ['/rooms', { kind: 'rooms' }],
    ['/write', { kind: 'write' }],
    ['/p/bob', { kind: 'person', name: 'bob' }],
    ['/r/lobby/', { kind: 'room', name: 'lobby' }],
    ['/r/50%', { kind: 'room', name: '50%' }],
    ['/nonsense/here', { kind: 'home' }],
  ] as const)('%s says %j', (href, route) => {
    expect(parse(href)).toEqual(route);
  });

  it('tells a room from a person of that name', () => {
    expect(sameRoute({ kind: 'room', name: 'bob' }, { kind: 'person', name: 'bob' })).toBe(false);
    expect(sameRoute({ kind: 'room', name: 'bob' }, { kind: 'room', name: 'bob' })).toBe(true);
  });
});
