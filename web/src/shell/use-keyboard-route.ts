import { useEffect } from 'react';
import { sameRoute, type Route } from '../routing/route.js';
import { navigate } from '../routing/router.js';
import { useClient } from '../session/session-context.js';

/** Alt+↑ and Alt+↓ go through the side bar from anywhere, also while writing. */
export function useKeyboardRoute(route: Route): void {
  const { rooms, conversations } = useClient();
  useEffect(() => {
    const stops: Route[] = [
      ...rooms.map(({ name }) => ({ kind: 'room' as const, name })),
      ...conversations.map((conversation) => ({
        kind: 'person' as const,
        name: conversation.with,
      })),
    ];
    const step = (event: KeyboardEvent): void => {
      const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (!event.altKey || event.ctrlKey || event.metaKey || by === 0) return;
      const at = stops.findIndex((stop) => sameRoute(stop, route));
      const next = stops.at((at + by) % stops.length);
      if (!next) return;
      event.preventDefault();
      navigate(next);
    };
    globalThis.addEventListener('keydown', step);
    return () => globalThis.removeEventListener('keydown', step);
  }, [rooms, conversations, route]);
}
