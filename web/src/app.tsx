import { Suspense, useEffect, useMemo, useSyncExternalStore, type ReactElement } from 'react';
import { useAuthMode } from './account/auth-mode.js';
import { loadMarkdown } from './formatting/markdown.js';
import { PresenceBook } from './people/presence-book.js';
import { currentRoute } from './routing/router.js';
import { OwnStatus } from './session/own-status.js';
import { session } from './session/session.js';
import { SessionContext } from './session/session-context.js';
import { ChatShell } from './shell/chat-shell.js';
import { EnterPage } from './shell/on-demand.js';

/** Whom an invitation is made out to: `/r/lobby?name=alice`. */
function invitedName(): string | undefined {
  return new URLSearchParams(globalThis.location.search).get('name') ?? undefined;
}

function resumeUnlessInvited(): void {
  const invited = invitedName();
  if (invited !== undefined && invited !== session.rememberedName) return;
  const route = currentRoute();
  session.resume(route.kind === 'room' ? route.name : undefined);
}

resumeUnlessInvited();

/** The whole page: the door, or the chat behind it. */
export function App(): ReactElement {
  const state = useSyncExternalStore(session.subscribe, session.getState);
  const active = useMemo(
    () =>
      state.phase === 'in'
        ? {
            client: state.client,
            username: state.username,
            account: state.account,
            presence: new PresenceBook(state.client),
            ownStatus: new OwnStatus(state.client),
          }
        : undefined,
    [state],
  );
  const mode = useAuthMode();
  const isComing = state.phase !== 'out';
  useEffect(() => {
    if (isComing) loadMarkdown();
  }, [isComing]);
  if (state.phase !== 'in') {
    return (
      <Suspense fallback={<main aria-busy="true" />}>
        <EnterPage mode={mode} state={state} invitedName={invitedName()} />
      </Suspense>
    );
  }
  return (
    <SessionContext value={active}>
      <ChatShell />
    </SessionContext>
  );
}
