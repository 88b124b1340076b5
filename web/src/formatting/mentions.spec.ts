import { describe, expect, it } from '@jest/globals';
import { mentionsName, splitMentions } from './mentions.js';

describe('Mentions', () => {
  it('are cut out of a text, and the pieces are the text', () => {
    const text = 'Ask @bob or @zoë.m. Not a@b.c, not @.';
    const pieces = splitMentions(text);
    expect(pieces.map((piece) => piece.text).join('')).toBe(text);
    expect(pieces.flatMap(({ mentions }) => mentions ?? [])).toEqual(['bob', 'zoë.m']);
  });

  it('speak to the person of that name, whatever its case, and to nobody else', () => {
    expect(mentionsName('hey @Alice!', 'alice')).toBe(true);
    expect(mentionsName('hey @alice2', 'alice')).toBe(false);
    expect(mentionsName('mail alice@example.org', 'example.org')).toBe(false);
  });

  it('are found in linear time', () => {
    // A hundred times as long as a message may be: milliseconds, and minutes in quadratic time.
    const started = performance.now();
    splitMentions('@'.repeat(400_000));
    splitMentions(`@${'a.'.repeat(200_000)}`);
    expect(performance.now() - started).toBeLessThan(60_000);
  });
});
