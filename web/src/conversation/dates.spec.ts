import { describe, expect, it } from '@jest/globals';
import { en } from '../i18n/en.js';
import { ago, dayName, dayNumber } from './dates.js';

/** In the zone of whoever runs this. */
const local = (month: number, day: number, hour = 12): string =>
  new Date(2026, month - 1, day, hour).toISOString();
const NOW = new Date(2026, 4, 20, 1);

describe('Days', () => {
  it('are those of the reader: two hours may be two days', () => {
    expect(dayNumber(local(5, 20, 0)) - dayNumber(local(5, 19, 23))).toBe(1);
    expect(dayNumber(local(5, 20, 0))).toBe(dayNumber(local(5, 20, 23)));
  });

  it('are named as people name them', () => {
    expect(dayName(local(5, 20, 0), 'en-GB', en, NOW)).toBe('Today');
    expect(dayName(local(5, 19, 23), 'en-GB', en, NOW)).toBe('Yesterday');
    expect(dayName(local(5, 4), 'en-GB', en, NOW)).toBe('Monday 4 May');
    expect(dayName(local(5, 4), 'de', en, NOW)).toBe('Montag, 4. Mai');
    expect(dayName(new Date(2024, 0, 1, 12).toISOString(), 'en-GB', en, NOW)).toContain('2024');
  });
});

describe('How long ago', () => {
  it.each([
    [20, 'this minute'],
    [150, '2 minutes ago'],
    [7_200, '2 hours ago'],
    [90_000, 'yesterday'],
    [-500, 'this minute'],
  ])('%d seconds: %s', (seconds, words) => {
    const now = NOW.getTime();
    expect(ago(new Date(now - seconds * 1000).toISOString(), 'en', now)).toBe(words);
  });
});
