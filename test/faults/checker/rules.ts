import type { Rule } from './rule.js';
import { agreement } from './rules/agreement.rule.js';
import { answered } from './rules/answered.rule.js';
import { dense } from './rules/dense.rule.js';
import { healedInTime } from './rules/healed-in-time.rule.js';
import { idempotent } from './rules/idempotent.rule.js';
import { inOrder } from './rules/in-order.rule.js';
import { level } from './rules/level.rule.js';
import { membersOnly } from './rules/members-only.rule.js';
import { noDuplicate } from './rules/no-duplicate.rule.js';
import { nothingInvented } from './rules/nothing-invented.rule.js';
import { presence } from './rules/presence.rule.js';
import { privateToTwo } from './rules/private.rule.js';
import { processes } from './rules/processes.rule.js';
import { readYourWrites } from './rules/read-your-writes.rule.js';
import { realTimeOrder } from './rules/real-time-order.rule.js';
import { storedOnce } from './rules/stored-once.rule.js';

/** The sixteen invariants, by number. */
export const RULES: readonly Rule[] = [
  storedOnce,
  nothingInvented,
  idempotent,
  dense,
  agreement,
  inOrder,
  realTimeOrder,
  readYourWrites,
  level,
  healedInTime,
  noDuplicate,
  membersOnly,
  privateToTwo,
  presence,
  answered,
  processes,
];
