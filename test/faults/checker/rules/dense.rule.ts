import type { Rule } from '../rule.js';

/** In each conversation, `seq` is 1, 2, 3 … */
export const dense: Rule = {
  number: 4,
  name: 'seq is 1 to n, without gap or repeat',
  check: (timeline) =>
    timeline.all('log').flatMap((log) => {
      const at = log.messages.findIndex(({ seq }, index) => seq !== index + 1);
      if (at < 0) return [];
      const what = `${log.node} has ${log.messages[at]?.seq} where ${log.room} ${at + 1} should be`;
      return [{ what, entries: [log] }];
    }),
};
