import type { Entry } from '../history/entry.js';
import type { Timeline } from './timeline.js';

/** What broke a rule. */
export interface Violation {
  readonly rule: number;
  readonly what: string;
  /** The entries that show it. */
  readonly entries: readonly Entry[];
}

/** What a rule finds, before it is known whose it is. */
export type Finding = Omit<Violation, 'rule'>;

/** One invariant of a chat server that does what it promises. */
export interface Rule {
  /** Its number in docs/guarantees.md. */
  readonly number: number;
  readonly name: string;
  readonly check: (timeline: Timeline) => Finding[];
}
