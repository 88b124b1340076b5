import { describe, expect, it } from '@jest/globals';
import { SlowConsumers } from './slow-consumers.js';

describe('SlowConsumers', () => {
  it('says once when a person was cut last', () => {
    const consumers = new SlowConsumers();
    consumers.wasCut('anna', 1);
    consumers.wasCut('anna', 2);
    expect([consumers.take('anna'), consumers.take('anna')]).toEqual([2, undefined]);
  });

  it('forgets who was cut first, beyond its bound', () => {
    const consumers = new SlowConsumers();
    for (let at = 0; at <= 10_000; at++) consumers.wasCut(String(at), at);
    expect([consumers.take('0'), consumers.take('1')]).toEqual([undefined, 1]);
  });
});
