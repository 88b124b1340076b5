import { groupBy } from '../group.js';
import type { Rule } from '../rule.js';
import type { Timeline } from '../timeline.js';

/** In the end every node knows who is here; on the way, no one goes twice without having come. */
export const presence: Rule = {
  number: 14,
  name: 'every node knows who is here, and a person who is offline does not go offline',
  check: (timeline) => [...wrongViews(timeline), ...wrongChanges(timeline)],
};

function wrongViews(timeline: Timeline) {
  return timeline.all('view').flatMap((view) => {
    const ghosts = view.online.filter((user) => !view.live.includes(user));
    const unseen = view.live.filter((user) => !view.online.includes(user));
    if (ghosts.length + unseen.length === 0) return [];
    const what = `${view.node} in ${view.room}: here but gone ${ghosts.join(', ') || '-'}; gone but here ${unseen.join(', ') || '-'}`;
    return [{ what, entries: [view] }];
  });
}

function wrongChanges(timeline: Timeline) {
  const streams = groupBy(timeline.all('presence'), ({ conn, about }) => `${conn} ${about}`);
  return [...streams.values()].flatMap((changes) =>
    changes.flatMap((change, index) => {
      const before = changes[index - 1];
      if (before?.status !== change.status) return [];
      const what = `${change.client} was told twice that ${change.about} is ${change.status}`;
      return [{ what, entries: [before, change] }];
    }),
  );
}
