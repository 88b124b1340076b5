import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parsePrivateMessage } from './private-address.js';

const refusedFor = (...fields: string[]): unknown =>
  expect.objectContaining({
    code: 'VALIDATION_FAILED',
    error: expect.objectContaining({
      fields: Object.fromEntries(fields.map((field) => [field, [expect.any(String)]])),
    }),
  });

describe('parsePrivateMessage', () => {
  it.each([
    ['@bob hello', 'bob', 'hello'],
    ['@bob hello there, @alice ', 'bob', 'hello there, @alice '],
    ['@bob  \n hello', 'bob', 'hello'],
    ['@bob\thello', 'bob', 'hello'],
    ['@Вера привет', 'Вера', 'привет'],
    ['@@bob hello', '@bob', 'hello'],
  ])('takes %j apart', (input, target, message) => {
    expect(parsePrivateMessage(input)).toEqual({ target, message });
  });

  it.each([
    ['@bob', ['message']],
    ['@bob  ', ['message']],
    ['@ hello', ['target']],
    ['bob hello', ['target']],
    [' @bob hello', ['target']],
    ['@', ['target', 'message']],
    ['', ['target', 'message']],
    ['hello', ['target', 'message']],
  ])('refuses %j', (input, fields) => {
    expect(() => parsePrivateMessage(input)).toThrow(refusedFor(...fields));
  });

  it('finds any name and text again', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/\s/.test(text));
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((t) => /^\S/.test(t));
    fc.assert(
      fc.property(name, text, (target, message) => {
        expect(parsePrivateMessage(`@${target} ${message}`)).toEqual({ target, message });
      }),
    );
  });
});
