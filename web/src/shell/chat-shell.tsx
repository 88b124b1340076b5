import { Suspense, useEffect, useState, type ReactElement } from 'react';
import { OfflineBanner } from '../connection/offline-banner.js';
import { useReconnectHints } from '../connection/use-reconnect-hints.js';
import { ConversationPage } from '../conversation/conversation-page.js';
import { useTexts } from '../i18n/i18n-context.js';
import { NotificationQuestion } from '../notifications/notification-question.js';
import { useNotifications } from '../notifications/use-notifications.js';
import { useTitle } from '../notifications/use-title.js';
import { RoomPage } from '../rooms/room-page.js';
import type { Route } from '../routing/route.js';
import { useRoute } from '../routing/router.js';
import { useClient, useSession } from '../session/session-context.js';
import { Sidebar } from '../sidebar/sidebar.js';
import { fetchAhead, RoomsPage, SettingsDialog, WritePage } from './on-demand.js';
import { useKeyboardRoute } from './use-keyboard-route.js';
import './chat-shell.css';

/** The chat: side bar, what the address says beside it, and what concerns the whole page above. */
export function ChatShell(): ReactElement {
  const texts = useTexts();
  const route = useShownRoute();
  const [settingsOpen, setSettingsOpen] = useState(false);
  useTitle(route);
  useNotifications();
  useKeyboardRoute(route);
  useReconnectHints(useSession().client);
  useEffect(fetchAhead, []);
  return (
    <div className="shell" data-view={route.kind === 'home' ? 'list' : 'content'}>
      <a className="skip-link" href="#content">
        {texts.skipToConversation}
      </a>
      <OfflineBanner />
      <NotificationQuestion />
      <div className="shell-columns">
        <Sidebar route={route} onSettings={() => setSettingsOpen(true)} />
        <main className="content" id="content" tabIndex={-1}>
          <Suspense>
            <Content route={route} />
          </Suspense>
        </main>
      </div>
      <Suspense>
        {settingsOpen && <SettingsDialog onClose={() => setSettingsOpen(false)} />}
      </Suspense>
    </div>
  );
}

/** On the address `/` a wide window shows the first room beside the list; a phone the list alone. */
function useShownRoute(): Route {
  const route = useRoute();
  const { rooms } = useClient();
  const wide = globalThis.matchMedia('(min-width: 48rem)').matches;
  const [first] = rooms;
  return route.kind === 'home' && wide && first ? { kind: 'room', name: first.name } : route;
}

function Content({ route }: { readonly route: Route }): ReactElement {
  const { client } = useSession();
  switch (route.kind) {
    case 'home':
    case 'rooms':
      return <RoomsPage />;
    case 'write':
      return <WritePage />;
    case 'room':
      return <RoomPage key={route.name} name={route.name} />;
    case 'person':
      return <ConversationPage key={route.name} channel={client.conversation(route.name)} />;
  }
}
