import { describe, expect, it } from '@jest/globals';
import type { Delivery } from '../rooms/room-broadcaster.js';
import { Sequence } from './sequence.js';

function delivery(seq: number, fromDevice?: string): Delivery {
  return {
    message: { id: `m${seq}`, seq, type: 'generic', username: 'anna', message: 'hi', at: '' },
    roomId: 'r',
    senderId: 'anna',
    ...(fromDevice !== undefined && { fromDevice }),
  };
}

describe('Sequence', () => {
  it('passes on what has its turn, and holds what is early', () => {
    const sequence = new Sequence(1);
    const ready: Delivery[] = [];
    sequence.offer(delivery(3), ready);
    expect(ready).toEqual([]);
    expect(sequence.missingUpTo).toBe(2);
    sequence.offer(delivery(2), ready);
    expect(ready.map(({ message }) => message.seq)).toEqual([2, 3]);
    expect(sequence.isBehind).toBe(false);
  });

  it('takes of two copies the one that came first, and is not behind for the other', () => {
    const sequence = new Sequence(0);
    const ready: Delivery[] = [];
    sequence.offer(delivery(2, 'phone'), ready);
    sequence.offer(delivery(1), ready);
    sequence.offer(delivery(3, 'phone'), ready);
    sequence.offer(delivery(5, 'phone'), ready);
    // As they are read from the log.
    for (const seq of [2, 3, 4, 5]) sequence.offer(delivery(seq), ready);
    expect(ready.map(({ message, fromDevice }) => [message.seq, fromDevice])).toEqual([
      [1, undefined],
      [2, 'phone'],
      [3, 'phone'],
      [4, undefined],
      [5, 'phone'],
    ]);
    expect(sequence.isBehind).toBe(false);
  });

  it('is not behind for what is taken from the log while a copy of it was held', () => {
    const sequence = new Sequence(0);
    const ready: Delivery[] = [];
    sequence.offer(delivery(2, 'phone'), ready);
    for (const seq of [1, 2]) sequence.offer(delivery(seq), ready);
    expect(ready.map(({ message, fromDevice }) => [message.seq, fromDevice])).toEqual([
      [1, undefined],
      [2, 'phone'],
    ]);
    expect(sequence.isBehind).toBe(false);
  });
});
