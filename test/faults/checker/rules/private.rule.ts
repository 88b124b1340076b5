import type { Entry } from '../../history/entry.js';
import type { Rule } from '../rule.js';

/** A pair's messages are seen by the two of it. A node's log at the end is read as one of them. */
export const privateToTwo: Rule = {
  number: 13,
  name: 'a private message reaches the two people and no one else',
  check: ({ sightings }) =>
    sightings
      .filter(({ message }) => message.room.startsWith('@'))
      .flatMap(({ message, entry }) => {
        const user = userOf(entry);
        const pair = message.room.slice(1).split(' ');
        if (user === undefined || pair.includes(user)) return [];
        return [{ what: `${user} saw ${message.room} ${message.seq}`, entries: [entry] }];
      }),
};

function userOf(entry: Entry): string | undefined {
  return 'user' in entry ? entry.user : undefined;
}
