import type { Rule } from '../rule.js';

/** Acknowledged means stored: once, in every node's log. */
export const storedOnce: Rule = {
  number: 1,
  name: 'what was acknowledged is stored exactly once',
  check: (timeline) =>
    timeline.sends
      .filter(({ acks }) => acks.length > 0)
      .flatMap((send) =>
        (timeline.logs.get(send.room) ?? []).flatMap((log) => {
          const copies = timeline.copies(log, send);
          if (copies === 1) return [];
          const what = `"${send.key}" was acknowledged, and ${log.node} has ${copies} of it`;
          return [{ what, entries: send.acks }];
        }),
      ),
};
