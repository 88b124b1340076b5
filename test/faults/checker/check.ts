import type { History } from '../history/entry.js';
import type { Violation } from './rule.js';
import { RULES } from './rules.js';
import { Timeline } from './timeline.js';

/** What is wrong with a history, by all rules. Empty: nothing. */
export function check(history: History): Violation[] {
  const timeline = new Timeline(history);
  return RULES.flatMap((rule) =>
    rule.check(timeline).map((finding) => ({ rule: rule.number, ...finding })),
  );
}
