import { describe, expect, it } from '@jest/globals';
import { parsePreferences } from './preferences.js';

const DEFAULTS = { theme: 'system', notifications: 'unasked', sound: false };

describe('Stored preferences', () => {
  it('are taken as they were stored', () => {
    const stored = { theme: 'dark', language: 'de', notifications: 'on', sound: true };
    expect(parsePreferences(JSON.stringify(stored))).toEqual(stored);
  });

  it.each([undefined, '', 'nonsense', 'null', '[]', '7', '{"theme":1,"sound":"yes"}'])(
    '%j are the defaults',
    (stored) => {
      expect(parsePreferences(stored)).toEqual(DEFAULTS);
    },
  );
});
