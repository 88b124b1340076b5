import { describe, expect, it } from '@jest/globals';
import type { RoomNotice, SentMessage, UnsentMessage } from '../../../src/client/index.js';
import { mergeItems } from './merge-items.js';
import { newestMessageIn, placingOf } from './placing.js';

const AT = new Date(2026, 4, 20, 12).getTime();

function sent(seq: number, username = 'bob', minutes = 0): SentMessage {
  return {
    id: `id-${seq}`,
    key: `id-${seq}`,
    seq,
    type: 'generic',
    username,
    message: `Message ${seq}`,
    at: new Date(AT + minutes * 60_000).toISOString(),
    mine: false,
    state: 'sent',
  };
}

function notice(afterSeq: number): RoomNotice {
  const at = new Date(AT).toISOString();
  return {
    type: 'system',
    event: 'joined',
    room: 'lobby',
    username: 'carol',
    message: 'carol has joined !',
    at,
    key: `notice-${afterSeq}`,
    afterSeq,
  };
}

const unsent: UnsentMessage = {
  key: 'unsent',
  clientId: 'unsent',
  state: 'sending',
  mine: true,
  message: 'On its way',
  at: new Date(AT).toISOString(),
};

const keys = (items: readonly { readonly key: string }[]): string[] => items.map(({ key }) => key);

describe('The items of a conversation', () => {
  it('are messages by number, notices where they came, and what is unsent at the end', () => {
    const items = mergeItems([sent(1), sent(2), sent(3)], [notice(1), notice(3)], [unsent]);
    expect(keys(items)).toEqual(['id-1', 'notice-1', 'id-2', 'id-3', 'notice-3', 'unsent']);
  });

  it('leave out notices from among messages that are not loaded', () => {
    expect(keys(mergeItems([sent(10)], [notice(4), notice(9)], []))).toEqual(['notice-9', 'id-10']);
  });

  it('are notices alone where nothing was said', () => {
    expect(keys(mergeItems([], [notice(0)], []))).toEqual(['notice-0']);
  });
});

describe('An item', () => {
  it('goes on the run of its sender, for five minutes', () => {
    expect(placingOf(sent(2, 'bob', 4), sent(1), undefined).startsRun).toBe(false);
    expect(placingOf(sent(2, 'bob', 6), sent(1), undefined).startsRun).toBe(true);
    expect(placingOf(sent(2, 'eve', 1), sent(1), undefined).startsRun).toBe(true);
    expect(placingOf(sent(2), notice(1), undefined).startsRun).toBe(true);
  });

  it('starts a day if the one before is of another', () => {
    expect(placingOf(sent(1), undefined, undefined).startsDay).toBe(true);
    expect(placingOf(sent(2, 'bob', 24 * 60), sent(1), undefined).startsDay).toBe(true);
    expect(placingOf(sent(2), sent(1), undefined).startsDay).toBe(false);
  });

  it('is where the new ones start if it is the first that was not read', () => {
    expect(placingOf(sent(3), sent(2), 2).startsNew).toBe(true);
    expect(placingOf(sent(4), sent(3), 2).startsNew).toBe(false);
    expect(placingOf(sent(2), sent(1), 2).startsNew).toBe(false);
    expect(placingOf(sent(3), notice(2), 2).startsNew).toBe(true);
    expect(placingOf(sent(3), sent(2), undefined).startsNew).toBe(false);
  });
});

describe('The newest message', () => {
  it('is the last item that someone said, sent or not', () => {
    expect(newestMessageIn([sent(1), notice(1), notice(1)])).toBe(0);
    expect(newestMessageIn([sent(1), notice(1), unsent])).toBe(2);
    expect(newestMessageIn([notice(0)])).toBe(-1);
  });
});
