import { describe, expect, it } from '@jest/globals';
import { promptText } from './prompt.js';

describe('promptText', () => {
  it.each([
    ['lobby', 'online', 0, 'lobby> '],
    ['lobby', 'offline', 2, 'lobby (offline, 2 sending)> '],
    ['lobby', 'online', 1, 'lobby (1 sending)> '],
    [undefined, 'connecting', 0, '(connecting)> '],
    ['a room with a very long name', 'online', 0, 'a room with a very …> '],
    ['\u001b[2J', 'online', 0, '␛[2J> '],
  ] as const)('says where one is: %s %s %s', (room, connection, sending, text) => {
    expect(promptText(room, connection, sending)).toBe(text);
  });
});
