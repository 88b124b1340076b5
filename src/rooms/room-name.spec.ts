import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ChatException, LIMITS } from '../protocol/index.js';
import { parseRoomName, roomNameKey } from './room-name.js';

function refusal(input: string): ChatException | undefined {
  try {
    parseRoomName(input);
    return undefined;
  } catch (error) {
    if (error instanceof ChatException) return error;
    throw error;
  }
}

const anyName = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 70 }),
  fc.string({ unit: 'binary', maxLength: 70 }),
  fc.string({ unit: fc.constantFrom('a', 'A', 'ß', 'ς', 'Σ', 'İ', 'ǰ', '\u0301', ' ', '\u200d') }),
);

describe('parseRoomName', () => {
  it.each([
    ['general', 'general'],
    ['  The Lounge \n', 'The Lounge'],
    ['# c++ / <b>', '# c++ / <b>'],
    ['Cafe\u0301', 'Café'],
    ['👨‍👩‍👧 family', '👨‍👩‍👧 family'],
    ['x'.repeat(64), 'x'.repeat(64)],
    ['🎉'.repeat(64), '🎉'.repeat(64)],
  ])('takes %j', (input, name) => {
    expect(parseRoomName(input).name).toBe(name);
  });

  it.each([
    ['nothing', '', /blank/],
    ['spaces', '   ', /blank/],
    ['zero-width characters', '\u200b\u200d\u2060', /blank/],
    ['Hangul fillers', '\u3164\u115f', /blank/],
    ['65 letters', 'x'.repeat(65), /1–64/],
    ['a megabyte', 'x'.repeat(1_000_000), /1–64/],
    ['a megabyte of spaces', ' '.repeat(1_000_000), /1–64/],
    ['a line break', 'gen\neral', /control/],
    ['an escape sequence', '\u001b[31mgeneral', /control/],
    ['a C1 control', 'general\u009b0m', /control/],
    ['a NUL', 'gen\0eral', /control/],
    ['a paragraph separator', 'gen\u2029eral', /control/],
    ['a bidi override', '\u202elareneg', /control/],
    ['a bidi isolate', 'a\u2066b', /control/],
    ['a lone surrogate', 'general\ud800', /control/],
  ])('refuses %s', (_, input, message) => {
    const error = refusal(input);
    expect(error?.code).toBe('VALIDATION_FAILED');
    expect(error?.error.fields).toEqual({ roomname: [expect.stringMatching(message)] });
  });

  it.each([
    ['General', 'GENERAL'],
    ['Café', 'cafe\u0301'],
    ['Straße', 'STRASSE'],
    ['Νίκος', 'ΝΊΚΟΣ'],
    ['lounge', ' lounge '],
  ])('takes %j for the same as %j', (one, other) => {
    expect(parseRoomName(one).nameKey).toBe(parseRoomName(other).nameKey);
  });

  it.each([
    ['general', 'generaI'],
    ['cafe', 'café'],
    ['a b', 'a  b'],
  ])('tells %j from %j', (one, other) => {
    expect(parseRoomName(one).nameKey).not.toBe(parseRoomName(other).nameKey);
  });

  it('names the field that the request has', () => {
    expect(() => parseRoomName('', 'room')).toThrow(
      expect.objectContaining({
        error: expect.objectContaining({ fields: { room: ['must not be blank'] } }),
      }),
    );
  });

  it('only ever throws a VALIDATION_FAILED, and stays within the limit', () => {
    fc.assert(
      fc.property(anyName, (input) => {
        const error = refusal(input);
        const length = error ? 0 : Array.from(parseRoomName(input).name).length;
        expect([undefined, 'VALIDATION_FAILED']).toContain(error?.code);
        expect(length).toBeLessThanOrEqual(LIMITS.roomName);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has one key for the capital and the small sharp s', () => {
    expect(roomNameKey('STRAẞE')).toBe(roomNameKey('straße'));
    expect(roomNameKey(roomNameKey('ẞ'))).toBe(roomNameKey('ẞ'));
  });

  it('changes nothing when it parses its own result', () => {
    fc.assert(
      fc.property(anyName, (input) => {
        fc.pre(!refusal(input));
        const parsed = parseRoomName(input);
        expect(parseRoomName(parsed.name)).toEqual(parsed);
        expect(roomNameKey(parsed.nameKey)).toBe(parsed.nameKey);
        expect(roomNameKey(parsed.name.toUpperCase())).toBe(parsed.nameKey);
      }),
      { numRuns: 2_000 },
    );
  });
});
