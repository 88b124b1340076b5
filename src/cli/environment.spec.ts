import { describe, expect, it } from '@jest/globals';
import { stateFolder, terminalMovesCursor } from './environment.js';

describe('stateFolder', () => {
  it.each([
    [{ XDG_STATE_HOME: '/state' }, '/state/parley'],
    [{}, '/home/me/.local/state/parley'],
    [{ XDG_STATE_HOME: '' }, '/home/me/.local/state/parley'],
    [{ XDG_STATE_HOME: 'relative' }, '/home/me/.local/state/parley'],
  ])('follows the XDG specification: %j', (environment, folder) => {
    expect(stateFolder(environment, '/home/me')).toBe(folder);
  });
});

describe('terminalMovesCursor', () => {
  it('believes TERM', () => {
    expect([{ TERM: 'dumb' }, { TERM: 'xterm' }, {}].map(terminalMovesCursor)).toEqual([
      false,
      true,
      true,
    ]);
  });
});
