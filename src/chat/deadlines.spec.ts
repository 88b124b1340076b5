import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Deadlines } from './deadlines.js';

const START = 1_700_000_000_250;

describe('deadlines', () => {
  let told: { name: string; at: number }[];
  let deadlines: Deadlines<{ name: string }>;
  const [a, b, c] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];

  beforeEach(() => {
    jest.useFakeTimers({ now: START });
    told = [];
    deadlines = new Deadlines(({ name }) => told.push({ name, at: Date.now() - START }));
  });
  afterEach(() => void jest.useRealTimers());

  it('are told in order, to the second, never early, with one timer', () => {
    deadlines.set(c, START + 65_000);
    deadlines.set(b, START + 2_000);
    deadlines.set(a, START + 1_750);
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(100_000);
    expect(told).toEqual([
      { name: 'a', at: 1_750 },
      { name: 'b', at: 2_750 },
      { name: 'c', at: 65_750 },
    ]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('can be moved and dropped, and what is past is told at the next second', () => {
    deadlines.set(a, START + 5_000);
    deadlines.set(b, START + 5_000);
    deadlines.set(c, START - 60_000);
    deadlines.set(a, START + 9_000);
    deadlines.drop(b);
    expect(deadlines.size).toBe(2);
    jest.advanceTimersByTime(60_000);
    expect(told).toEqual([
      { name: 'c', at: 750 },
      { name: 'a', at: 9_750 },
    ]);
    deadlines.drop(a);
    deadlines.set(b, START);
    jest.advanceTimersByTime(1_000);
    expect(told.at(-1)?.name).toBe('b');
  });

  it('survive that the clock jumps, by minutes or by years, either way', () => {
    deadlines.set(a, START + 5_000);
    deadlines.set(b, START + 600_000);
    jest.setSystemTime(START - 600_000);
    jest.advanceTimersByTime(10_000);
    expect(told).toEqual([]);
    jest.setSystemTime(START + 300_000);
    jest.advanceTimersByTime(1_000);
    expect(told.map(({ name }) => name)).toEqual(['a']);
    jest.setSystemTime(START * 2);
    jest.advanceTimersByTime(1_000);
    expect(told.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('may be set again by what is told of them', () => {
    const again: Deadlines<{ name: string }> = new Deadlines((item) => {
      told.push({ name: item.name, at: Date.now() - START });
      if (told.length < 3) again.set(item, Date.now());
    });
    again.set(a, START);
    jest.advanceTimersByTime(10_000);
    expect(told.map(({ at }) => at)).toEqual([750, 1_750, 2_750]);
  });
});
