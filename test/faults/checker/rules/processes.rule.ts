import type { Finding, Rule } from '../rule.js';
import type { Timeline } from '../timeline.js';

/** Nodes end when they are told to, stay small, throw nothing that no one catches, and keep secrets. */
export const processes: Rule = {
  number: 16,
  name: 'no process dies by itself, grows without bound, or prints a secret',
  check: (timeline) => [...deaths(timeline), ...symptoms(timeline)],
};

function deaths(timeline: Timeline): Finding[] {
  const entries = timeline.all('process');
  return entries.flatMap((entry) => {
    if (entry.event !== 'ended') return [];
    const killed = entries.some(
      ({ pid, event, time }) => pid === entry.pid && event === 'killed' && time < entry.time,
    );
    return killed ? [] : [{ what: `${entry.node} ended by itself`, entries: [entry] }];
  });
}

function symptoms(timeline: Timeline): Finding[] {
  const { rssCapBytes } = timeline.run;
  return timeline.all('vitals').flatMap((entry): Finding[] => {
    const problems = [
      entry.unhandled > 0 && `${entry.unhandled} errors that no one caught`,
      entry.canaries > 0 && `${entry.canaries} lines with what must not be printed`,
      entry.rssBytes > rssCapBytes && `${Math.round(entry.rssBytes / 1_048_576)} MiB of memory`,
    ].filter((problem) => problem !== false);
    return problems.map((problem) => ({ what: `${entry.node}: ${problem}`, entries: [entry] }));
  });
}
