import { describe, expect, it } from '@jest/globals';
import { parse, stringify, validate, version } from 'uuid';
import { newMessageId } from './message-id.js';

describe('newMessageId', () => {
  it('is a UUIDv7, spelt as anyone spells it', () => {
    const id = newMessageId();
    expect(validate(id)).toBe(true);
    expect(version(id)).toBe(7);
    expect(stringify(parse(id))).toBe(id);
  });

  it('rises, and is never the same', () => {
    const ids = Array.from({ length: 10_000 }, newMessageId);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
