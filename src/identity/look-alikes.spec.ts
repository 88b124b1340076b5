import { describe, expect, it } from '@jest/globals';
import { lookAlikeKey, readsAsAnother, skeleton } from './look-alikes.js';
import { isSingleScript } from './scripts.js';

/** Every letter, mark and digit that this Node knows. */
const CHARACTERS = Array.from({ length: 0x11_00_00 }, (_, codePoint) =>
  String.fromCodePoint(codePoint),
).filter((character) => /[\p{L}\p{M}\p{Nd}]/u.test(character));

describe('lookAlikeKey', () => {
  it('comes to rest for every character', () => {
    const restless = CHARACTERS.filter((c) => lookAlikeKey(lookAlikeKey(c)) !== lookAlikeKey(c));
    expect(restless).toEqual([]);
  });

  it('keeps ASCII names apart but for case, 0 and o, 1 and i and l, rn and m', () => {
    const keys = new Set(Array.from('abcdefghijklmnopqrstuvwxyz0123456789_-.', lookAlikeKey));
    expect(keys.size).toBe(39 - 3);
    expect(lookAlikeKey('rn')).toBe(lookAlikeKey('m'));
  });
});

describe('skeleton', () => {
  it('is the one of UTS #39, for the example in its section 4', () => {
    expect(skeleton('ρ⍺у𝓅𝒂ן')).toBe(skeleton('𝔭𝒶ỿ𝕡𝕒ℓ'));
  });
});

describe('readsAsAnother', () => {
  it.each(['Ian', 'IRC', 'm1ke', 'Вера', 'вера', 'Нора', 'Άννα', 'O0O0', 'Ɓala'])(
    'lets %j be',
    (name) => {
      expect(readsAsAnother(name)).toBe(false);
    },
  );

  it.each(['ΑΝΝΑ', 'ΝΙΚΟ'])('catches %j', (name) => {
    expect(readsAsAnother(name)).toBe(true);
  });
});

describe('isSingleScript', () => {
  it('knows the script of every character', () => {
    expect(CHARACTERS.filter((character) => !isSingleScript(character))).toEqual([]);
  });
});
