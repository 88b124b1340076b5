import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { harmless } from './harmless.js';

describe('harmless', () => {
  it.each([
    ['clears the screen', '\u001b[2J', '␛[2J'],
    ['sets the title', '\u001b]0;pwned\u0007', '␛]0;pwned␇'],
    ['begins a sequence in C1', '\u009b31m', '<U+009B>31m'],
    ['forges a line', 'hi\r\n12:00:00 bob: yes', 'hi␍␊12:00:00 bob: yes'],
    ['forges a line by Unicode', 'hi\u2028bob: yes\u2029', 'hi<U+2028>bob: yes<U+2029>'],
    ['goes back over the name', 'a\b\b\u007f', 'a␈␈␡'],
    ['reverses what follows', 'user \u202egnp.exe', 'user <U+202E>gnp.exe'],
    ['isolates', '\u2066a\u2069\u200f\u061c', '<U+2066>a<U+2069><U+200F><U+061C>'],
  ])('shows what %s', (_what, text, shown) => {
    expect(harmless(text)).toBe(shown);
  });

  it.each(['grüße, こんにちは, שלום', '👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'می‌خواهم', 'e\u0301'])(
    'leaves %s alone',
    (text) => {
      expect(harmless(text)).toBe(text);
    },
  );

  it('makes a tab a space', () => {
    expect(harmless('a\tb')).toBe('a b');
  });

  it('leaves nothing that commands a terminal, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(harmless(text)).not.toMatch(
          /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/,
        );
      }),
    );
  });
});
