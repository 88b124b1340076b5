import { describe, expect, it } from '@jest/globals';
import { complete } from './completion.js';

const names = { people: ['bob', 'alice', 'Alan'], rooms: ['lobby', 'Lost and found'] };

describe('complete', () => {
  it.each([
    ['/j', ['/join '], '/j'],
    ['/h', ['/help ', '/history '], '/h'],
    ['/join lo', ['Lost and found', 'lobby'], 'lo'],
    ['/leave lost a', ['Lost and found'], 'lost a'],
    ['al', ['Alan: ', 'alice: '], 'al'],
    ['hello BO', ['bob '], 'BO'],
    ['/pm b', ['bob '], 'b'],
    ['hello ', [], ''],
    ['hello nobody', [], 'nobody'],
  ])('completes "%s"', (line, words, replaced) => {
    expect(complete(line, names)).toEqual([words, replaced]);
  });
});
