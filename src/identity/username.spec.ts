import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ChatException, LIMITS } from '../protocol/index.js';
import { parseUsername, usernameKey } from './username.js';

/** The error of a refused username, or `undefined` when it is accepted. */
function refusal(input: string): ChatException | undefined {
  try {
    parseUsername(input);
    return undefined;
  } catch (error) {
    if (error instanceof ChatException) return error;
    throw error;
  }
}

const keyOf = (input: string): string => parseUsername(input).nameKey;

/** Letters that attackers reach for, then anything at all. */
const anyName = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from('aAiIlL1oO0mMnNrşßıİ.-_')), maxLength: 32 }),
  fc.string({ unit: fc.constantFrom(...Array.from('вВаАсСеЕтТьЬ10_')), maxLength: 32 }),
  fc.string({ unit: fc.constantFrom(...Array.from('οΟνΝςΣσαΑ10_')), maxLength: 32 }),
  fc.string({
    unit: fc.constantFrom(...Array.from('aAвВοΟ')),
    maxLength: 34,
  }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

describe('parseUsername', () => {
  it.each([
    ['alice', 'alice'],
    ['Alice', 'Alice'],
    ['bob_2.x-y', 'bob_2.x-y'],
    ['Вера', 'Вера'],
    ['Νίκος', 'Νίκος'],
    ['Straße', 'Straße'],
    ['Ɓala', 'Ɓala'],
    ['José', 'José'],
    ['e\u0301mile', 'émile'],
    ['ａｌｉｃｅ', 'alice'],
    ['ﾊﾟﾝﾀﾞ', 'パンダ'],
    ['山田たろう', '山田たろう'],
    ['サトウ花子', 'サトウ花子'],
    ['金서연', '金서연'],
    ['注音ㄓ', '注音ㄓ'],
    ['שלום', 'שלום'],
    ['محمد٢', 'محمد٢'],
    ['हिन्दी', 'हिन्दी'],
    ['İstanbul', 'İstanbul'],
    ['007', '007'],
    ['_', '_'],
    ['x'.repeat(32), 'x'.repeat(32)],
    ['𐐀'.repeat(32), '𐐀'.repeat(32)],
  ])('takes %j', (input, username) => {
    expect(parseUsername(input).username).toBe(username);
  });

  it.each([
    ['nothing', '', /1–32/],
    ['33 letters', 'x'.repeat(33), /1–32/],
    ['a megabyte', 'x'.repeat(1_000_000), /1–32/],
    ['a space', 'alice bob', /may only hold/],
    ['a space at the end', 'alice ', /may only hold/],
    ['a line break', 'alice\n', /may only hold/],
    ['an escape sequence', '\u001b[31malice', /may only hold/],
    ['markup', '<b>alice', /may only hold/],
    ['an emoji', 'alice🎉', /may only hold/],
    ['a NUL', 'alice\0', /may only hold/],
    ['a zero-width space', 'ali\u200bce', /may only hold/],
    ['a zero-width joiner', 'ali\u200dce', /may only hold/],
    ['a zero-width non-joiner', 'ali\u200cce', /may only hold/],
    ['a soft hyphen', 'ali\u00adce', /may only hold/],
    ['a byte order mark', '\ufeffalice', /may only hold/],
    ['a variation selector', 'alice\ufe0f', /may only hold/],
    ['a Hangul filler', 'alice\u3164', /may only hold/],
    ['a bidi override', '\u202eecila', /may only hold/],
    ['a bidi isolate', '\u2066alice\u2069', /may only hold/],
    ['a lone surrogate', 'alice\ud800', /may only hold/],
    ['an unassigned code point', 'alice\u{e0fff}', /may only hold/],
    ['a private-use character', 'alice\ue000', /may only hold/],
    ['mathematical letters', '𝐚𝐥𝐢𝐜𝐞', /may only hold/],
    ['a ligature', 'ﬁona', /may only hold/],
    ['a full-width at sign', '＠alice', /may only hold/],
    ['an ideographic space', 'alice\u3000', /may only hold/],
    ['a tatweel', 'محـمد', /may only hold/],
    ['conjoining jamo', '\u1113\u1161', /may only hold/],
    ['a Cyrillic letter among Latin ones', 'аlice', /several scripts/],
    ['a Greek letter among Latin ones', 'alicο', /several scripts/],
    ['kana among Latin letters', 'aliceさん', /several scripts/],
    ['Hangul among kana', '한た', /several scripts/],
    ['digits of two scripts', 'محمد٤4', /mix digits/],
    ['a mark on nothing', '\u0301alice', /accents/],
    ['a hidden second dot', 'ali\u0307ce', /accents/],
    ['the same mark twice', 'alice\u0301\u0301', /accents/],
    ['a pile of marks', 'alice\u0300\u0301\u0302\u0303\u0304\u0305', /accents/],
    ['Hebrew behind a digit', '1שלום', /right to left/],
    ['Hebrew before a hyphen', 'שלום-', /right to left/],
    ['Arabic digits by themselves', '٤٤', /right to left/],
    ['Greek capitals that read as a Latin name', 'ΑΝΝΑ', /Latin letters/],
  ])('refuses %s', (_, input, message) => {
    const error = refusal(input);
    expect(error?.code).toBe('VALIDATION_FAILED');
    expect(error?.error.fields?.['username']).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    ['case', 'alice', 'ALICE'],
    ['full-width letters', 'alice', 'Ａｌｉｃｅ'],
    ['Cyrillic look-alikes', 'alice', 'аӏісе'],
    ['a capital I for an l', 'alice', 'AIice'],
    ['a one for an l', 'bobl', 'bob1'],
    ['a zero for an O', 'bob0', 'BOBO'],
    ['rn for m', 'morn', 'rnorn'],
    ['decomposed accents', 'José', 'Jose\u0301'],
    ['Cyrillic capitals', 'tom', 'ТОМ'],
    ['Cyrillic in title case', 'Bepa', 'Вера'],
    ['Cyrillic case', 'вера', 'ВЕРА'],
    ['Greek capitals', 'toto', 'ΤΟΤΟ'],
    ['final sigma', 'Νικος', 'ΝΙΚΟΣ'],
    ['sharp s', 'straße', 'STRASSE'],
    ['small capitals', 'bob', 'ʙoʙ'],
    ['Cherokee', 'dad', 'ᎠᎪᎠ'],
  ])('takes names for the same that differ by %s', (_, one, other) => {
    expect(keyOf(one)).toBe(keyOf(other));
  });

  it.each([
    ['alice', 'alicia'],
    ['jose', 'josé'],
    ['nana', 'vava'],
    ['а', 'б'],
    ['bob', 'b.ob'],
    ['山', '出'],
  ])('tells %j from %j', (one, other) => {
    expect(keyOf(one)).not.toBe(keyOf(other));
  });

  it('names the field that the request has', () => {
    expect(() => parseUsername('', 'target')).toThrow(
      expect.objectContaining({
        error: expect.objectContaining({ fields: { target: [expect.any(String)] } }),
      }),
    );
  });

  it('only ever throws a VALIDATION_FAILED, and stays within the limit', () => {
    fc.assert(
      fc.property(anyName, (input) => {
        const error = refusal(input);
        const length = error ? 0 : Array.from(parseUsername(input).username).length;
        expect([undefined, 'VALIDATION_FAILED']).toContain(error?.code);
        expect(length).toBeLessThanOrEqual(LIMITS.username);
      }),
      { numRuns: 2_000 },
    );
  });

  it('changes nothing when it parses its own result', () => {
    fc.assert(
      fc.property(anyName, (input) => {
        fc.pre(!refusal(input));
        const parsed = parseUsername(input);
        expect(parseUsername(parsed.username)).toEqual(parsed);
        expect(usernameKey(parsed.nameKey)).toBe(parsed.nameKey);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives a name one key in upper and lower case', () => {
    fc.assert(
      fc.property(anyName, (input) => {
        fc.pre(!refusal(input));
        const { username, nameKey } = parseUsername(input);
        expect(usernameKey(username.toUpperCase())).toBe(nameKey);
        expect(usernameKey(username.toLowerCase())).toBe(nameKey);
      }),
      { numRuns: 2_000 },
    );
  });
});
