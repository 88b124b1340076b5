import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ChatException, LIMITS } from '../protocol/index.js';
import { parseMessageText } from './message-text.js';

function refusal(input: string): ChatException | undefined {
  try {
    parseMessageText(input);
    return undefined;
  } catch (error) {
    if (error instanceof ChatException) return error;
    throw error;
  }
}

describe('parseMessageText', () => {
  it.each([
    ['a word', 'hello'],
    ['white space around it', '  hello \n'],
    ['tabs and line breaks', 'a\tb\nc\r\nd'],
    ['markup', '<script>alert(1)</script>'],
    ['decomposed accents', 'cafe\u0301'],
    ['writing from right to left', '\u200fשלום\u200f'],
    ['a single emoji', '👨‍👩‍👧'],
    ['4,000 letters', 'x'.repeat(4_000)],
    ['4,000 emoji', '🎉'.repeat(4_000)],
  ])('keeps %s as it is', (_, input) => {
    expect(parseMessageText(input)).toBe(input);
  });

  it.each([
    ['nothing', '', /blank/],
    ['white space', ' \t\r\n\u00a0\u3000', /blank/],
    ['zero-width characters', '\u200b\u200d\u2060\ufeff', /blank/],
    ['bidi controls', '\u202e\u2066\u2069', /blank/],
    ['Hangul fillers', '\u3164\uffa0', /blank/],
    ['blank Braille', '\u2800', /blank/],
    ['tag characters', '\u{e0041}', /blank/],
    ['4,001 letters', 'x'.repeat(4_001), /1–4,000/],
    ['4,001 emoji', '🎉'.repeat(4_001), /1–4,000/],
    ['a megabyte', 'x'.repeat(1_000_000), /1–4,000/],
    ['a NUL', 'a\0b', /control/],
    ['an escape sequence', '\u001b[2Jhello', /control/],
    ['a C1 control', '\u009b2Jhello', /control/],
    ['a carriage return by itself', 'hello\rHELLO', /control/],
    ['a delete', 'a\u007f', /control/],
    ['a lone high surrogate', 'a\ud83c', /control/],
    ['a lone low surrogate', '\udf89a', /control/],
  ])('refuses %s', (_, input, message) => {
    const error = refusal(input);
    expect(error?.code).toBe('VALIDATION_FAILED');
    expect(error?.error.fields).toEqual({ message: [expect.stringMatching(message)] });
  });

  it('gives back what it was given, within the limit, or throws a VALIDATION_FAILED', () => {
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('a', '🎉'), minLength: 3_990, maxLength: 4_010 }),
      fc.string({ unit: fc.constantFrom(' ', '\r', '\n', '\0', '\ud800', '\udc00', 'a') }),
    );
    fc.assert(
      fc.property(anyText, (input) => {
        const error = refusal(input);
        const text = error ? '' : parseMessageText(input);
        expect([undefined, 'VALIDATION_FAILED']).toContain(error?.code);
        expect(['', input]).toContain(text);
        expect(Array.from(text).length).toBeLessThanOrEqual(LIMITS.message);
        expect(Buffer.from(text).toString()).toBe(text);
      }),
      { numRuns: 500 },
    );
  });
});
