import { groupBy } from '../group.js';
import type { Rule } from '../rule.js';

/** Whatever is stored or arrives was sent before: by that sender, to that room, with that text. */
export const nothingInvented: Rule = {
  number: 2,
  name: 'what is stored or received was sent, as it was sent',
  check: ({ sends, sightings }) => {
    const known = groupBy(sends, ({ room, sender, bodyHash }) => `${room} ${sender} ${bodyHash}`);
    return sightings.flatMap(({ message, entry }) => {
      const [send] = known.get(`${message.room} ${message.sender} ${message.bodyHash}`) ?? [];
      const sentAt = send?.attempts[0]?.ask.time ?? Infinity;
      if (sentAt <= entry.time) return [];
      const what = `${message.sender} never sent what is ${message.room} ${message.seq}`;
      return [{ what, entries: [entry] }];
    });
  },
};
