import { useEffect } from 'react';
import { usePageVisible } from '../conversation/use-page-visible.js';
import { useTexts } from '../i18n/i18n-context.js';
import type { Route } from '../routing/route.js';
import { useClient } from '../session/session-context.js';

/** Names the page after what it shows; with the number of unread messages while nobody looks. */
export function useTitle(route: Route): void {
  const texts = useTexts();
  const visible = usePageVisible();
  const { rooms, conversations } = useClient();
  const unread = [...rooms, ...conversations].reduce((sum, place) => sum + place.unread, 0);
  const place =
    route.kind === 'room' || route.kind === 'person'
      ? route.name
      : route.kind === 'write'
        ? texts.write.title
        : texts.rooms.title;
  useEffect(() => {
    const badge = !visible && unread > 0 ? `(${unread > 99 ? '99+' : unread}) ` : '';
    document.title = `${badge}${place} · ${texts.appName}`;
  }, [visible, unread, place, texts]);
}
