import { describe, expect, it } from '@jest/globals';
import { findUnfinished, suggestCommands, suggestEmoji, suggestNames } from './completion.js';

/** `|` is where the writer is. */
function find(written: string): unknown {
  const caret = written.indexOf('|');
  return findUnfinished(written.replace('|', ''), caret);
}

describe('What stands unfinished', () => {
  it.each([
    ['hi @al|', { kind: 'name', prefix: 'al', from: 3, to: 6 }],
    ['@|', { kind: 'name', prefix: '', from: 0, to: 1 }],
    ['@zoë| and more', { kind: 'name', prefix: 'zoë', from: 0, to: 4 }],
    ['so :ta|', { kind: 'emoji', prefix: 'ta', from: 3, to: 6 }],
    ['/jo|', { kind: 'command', prefix: 'jo', from: 0, to: 3 }],
  ] as const)('in %s is %j', (written, unfinished) => {
    expect(find(written)).toEqual(unfinished);
  });

  it.each(['alice@example|', 'at 10:30|', ':a|', 'and/or|', '/join lo|', '@al ice|', '|@al'])(
    'in %s is nothing',
    (written) => {
      expect(find(written)).toBeUndefined();
    },
  );

  it('is found at once at the end of a long text', () => {
    const text = `${'a@'.repeat(50_000)} @bo`;
    expect(findUnfinished(text, text.length)?.prefix).toBe('bo');
  });
});

describe('Suggestions', () => {
  it('put names that begin so before those that contain it, whatever their case', () => {
    const names = suggestNames(['Dalia', 'alice', 'bob', 'Al'], 'al');
    expect(names.map(({ label }) => label)).toEqual(['alice', 'Al', 'Dalia']);
    expect(names[0]?.insert).toBe('@alice ');
  });

  it('are not many', () => {
    const names = Array.from({ length: 500 }, (_, index) => `user${index}`);
    expect(suggestNames(names, 'user')).toHaveLength(8);
  });

  it('explain commands and picture emoji', () => {
    expect(suggestCommands({ join: 'go there' }, 'jo')).toEqual([
      { key: 'join', insert: '/join ', label: 'go there', picture: '/join' },
    ]);
    expect(suggestEmoji({ tada: '🎉', tractor: '🚜' }, 'tad')).toEqual([
      { key: 'tada', insert: '🎉 ', label: 'tada', picture: '🎉' },
    ]);
  });
});
