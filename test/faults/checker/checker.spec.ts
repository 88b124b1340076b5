import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventfulHistory, goodHistory } from '../model/model-steps.js';
import { check } from './check.js';
import { RULES } from './rules.js';
import { SPOILT } from './spoilt-histories.js';

describe('the history checker', () => {
  it('has the sixteen rules, in order', () => {
    expect(RULES.map(({ number }) => number)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
  });

  it('finds nothing in a history in which much happens', () => {
    expect(check(eventfulHistory())).toEqual([]);
  });

  it('finds nothing in any good history', () => {
    const property = fc.property(goodHistory, (history) => {
      expect(check(history)).toEqual([]);
    });
    fc.assert(property, { numRuns: Number(process.env['FC_RUNS'] ?? 200) });
  });

  it.each(SPOILT)('sees $name, by rule $rules and no other', ({ rules, history }) => {
    const found = check(history()).map(({ rule }) => rule);
    expect([...new Set(found)]).toEqual(rules);
  });

  it('is tried against each rule', () => {
    const tried = new Set(SPOILT.flatMap(({ rules }) => (rules.length === 1 ? rules : [])));
    expect([...tried].sort((a, b) => a - b)).toEqual(RULES.map(({ number }) => number));
  });
});
