import type { ServerNode } from './server-node.js';
import { until } from './waiting.js';
import type { Site, World } from './world.js';

/** Resolves, with the milliseconds that it took, when every node says that it stands so with the others. */
export function clusterIs(
  state: 'connected' | 'degraded',
  nodes: readonly ServerNode[],
  withinMs: number,
): Promise<number> {
  return until(`the nodes are ${state}`, withinMs, async () => {
    const said = await Promise.all(nodes.map(healthOf));
    return said.every((text) => text.includes(`"${state}"`));
  });
}

/** The node that most people are connected to: all may be where the last fault drove them. */
export function busiest({ people }: World, sites: readonly Site[]): Site {
  const load = ({ node }: Site) => people.filter((person) => person.node === node.name).length;
  const [first] = sites.toSorted((a, b) => load(b) - load(a));
  if (!first) throw new Error('There is no node');
  return first;
}

/** Who was told since then that someone of the run went. */
export function farewells({ recorder: { history }, people }: World, since: number): string[] {
  const users = new Set(people.map(({ user }) => user));
  return history.flatMap((entry) =>
    entry.op === 'presence' &&
    entry.time > since &&
    entry.status === 'offline' &&
    users.has(entry.about)
      ? [`${entry.user} was told that ${entry.about} went`]
      : [],
  );
}

async function healthOf({ url }: ServerNode): Promise<string> {
  const answer = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
  return answer.text();
}
