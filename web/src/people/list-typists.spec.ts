import { expect, it } from '@jest/globals';
import { en } from '../i18n/en.js';
import { listTypists } from './list-typists.js';

it.each([
  [['alice'], 'alice'],
  [['alice', 'bob'], 'alice and bob'],
  [['alice', 'bob', 'carol'], 'alice and 2 others'],
  [Array.from({ length: 1_000 }, (_, index) => `u${index}`), 'u0 and 999 others'],
])('names one or two who are typing, and counts the rest', (names, words) => {
  expect(listTypists(names, 'en', en)).toBe(words);
});
