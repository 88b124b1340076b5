import { useEffect } from 'react';
import type { ClientSnapshot } from '../../../src/client/index.js';
import { sameRoute, type Route } from '../routing/route.js';
import { navigate } from '../routing/router.js';
import { useSession } from '../session/session-context.js';

/** The side bar's links, from top to bottom. */
function stopsOf({ rooms, conversations }: ClientSnapshot): Route[] {
  return [
    ...rooms.map(({ name }): Route => ({ kind: 'room', name })),
    ...conversations.map(({ with: name }): Route => ({ kind: 'person', name })),
  ];
}

/** Alt+↑ and Alt+↓ go through the side bar from anywhere, also while writing. */
export function useKeyboardRoute(route: Route): void {
  const { client } = useSession();
  useEffect(() => {
    const step = (event: KeyboardEvent): void => {
      const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (!event.altKey || event.ctrlKey || event.metaKey || by === 0) return;
      // As it is when the key is pressed: it may not have been drawn yet.
      const stops = stopsOf(client.snapshot);
      const at = stops.findIndex((stop) => sameRoute(stop, route));
      // From a page that is no stop, up leads to the last and down to the first.
      const next = at === -1 && by === -1 ? stops.at(-1) : stops.at((at + by) % stops.length);
      if (!next) return;
      event.preventDefault();
      navigate(next);
    };
    globalThis.addEventListener('keydown', step);
    return () => globalThis.removeEventListener('keydown', step);
  }, [client, route]);
}
