import { describe, expect, it } from '@jest/globals';
import { parseInput } from './commands.js';

describe('What was written', () => {
  it.each([
    ['hello /join x', { kind: 'text', text: 'hello /join x' }],
    ['//etc/passwd', { kind: 'text', text: '/etc/passwd' }],
    ['/join my room', { kind: 'join', room: 'my room' }],
    ['/JOIN lobby', { kind: 'join', room: 'lobby' }],
    ['/join', { kind: 'incomplete', command: 'join' }],
    ['/pm bob hi there', { kind: 'pm', name: 'bob', text: 'hi there' }],
    ['/pm @bob two\nlines', { kind: 'pm', name: 'bob', text: 'two\nlines' }],
    ['/pm bob', { kind: 'incomplete', command: 'pm' }],
    ['/who', { kind: 'who' }],
    ['/quit now', { kind: 'quit' }],
    ['/', { kind: 'unknown', name: '' }],
    ['/constructor', { kind: 'unknown', name: 'constructor' }],
  ] as const)('%j is read as %j', (written, input) => {
    expect(parseInput(written)).toEqual(input);
  });
});
