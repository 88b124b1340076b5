import { describe, expect, it } from '@jest/globals';
import { RefreshToken } from './refresh-token.js';

describe('RefreshToken', () => {
  it('is of the family of the one before, and otherwise another', () => {
    const first = RefreshToken.create();
    const second = first.next();
    expect(second.familyHash).toBe(first.familyHash);
    expect(second.hash).not.toBe(first.hash);
    expect(RefreshToken.create().familyHash).not.toBe(first.familyHash);
  });

  it('is read from its text, of which the hashes say nothing', () => {
    const token = RefreshToken.create();
    expect(RefreshToken.parse(token.text)).toEqual(token);
    expect(token.text).toMatch(/^[\w-]{65}$/);
    for (const hash of [token.hash, token.familyHash]) expect(token.text).not.toContain(hash);
  });

  it.each(['', 'x', 'x'.repeat(64), 'x'.repeat(66), `${'x'.repeat(64)}\n`, `${'x'.repeat(64)}+`])(
    'is not %j',
    (text) => {
      expect(RefreshToken.parse(text)).toBeUndefined();
    },
  );
});
