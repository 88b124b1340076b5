import { useState, useSyncExternalStore, type FormEvent, type ReactElement } from 'react';
import {
  ChatException,
  LIMITS,
  type ChatClient,
  type ChatError,
} from '../../../src/client/index.js';
import { CHAT_URL } from '../config.js';
import { useReconnectHints } from '../connection/use-reconnect-hints.js';
import { useSilence } from '../connection/use-silence.js';
import { errorText } from '../i18n/error-text.js';
import { useTexts } from '../i18n/i18n-context.js';
import { currentRoute, navigate } from '../routing/router.js';
import { session, type SessionState } from '../session/session.js';
import { storageLasts } from '../storage/local-store.js';
import { EnterField } from './enter-field.js';
import './enter-page.css';

/** Errors that are about the name, and so belong beside it. */
const NAME_ERRORS = new Set([
  'USERNAME_TAKEN',
  'ALREADY_IDENTIFIED',
  'UNAUTHORIZED',
  'TOKEN_EXPIRED',
  'NOT_IDENTIFIED',
]);

function isAboutName(error: ChatError): boolean {
  return NAME_ERRORS.has(error.code) || error.fields?.['username'] !== undefined;
}

interface EnterPageProps {
  readonly state: SessionState;
  readonly invitedName: string | undefined;
}

/** The door: a name, a room, and what went wrong. */
export function EnterPage({ state, invitedName }: EnterPageProps): ReactElement {
  const texts = useTexts();
  const route = currentRoute();
  const [name, setName] = useState(invitedName ?? session.rememberedName ?? '');
  const [room, setRoom] = useState(route.kind === 'room' ? route.name : 'lobby');
  const [failure, setFailure] = useState<ChatError>();
  const error = failure ?? (state.phase === 'out' ? state.error : undefined);
  const entering = state.phase === 'entering';

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setFailure(undefined);
    session.enter(name.trim(), room.trim()).then(
      () => {
        if (route.kind !== 'person') navigate({ kind: 'room', name: room.trim() }, 'replace');
      },
      (thrown: unknown) => {
        // Anything else is `cancel()`.
        if (thrown instanceof ChatException) setFailure(thrown.error);
      },
    );
  };

  return (
    <main className="door">
      <form className="door-card" onSubmit={submit}>
        <p className="door-brand">{texts.appName}</p>
        <h1>{texts.enter.title}</h1>
        <EnterField
          label={texts.enter.name}
          hint={texts.enter.nameHint}
          error={error && isAboutName(error) ? <NameError error={error} /> : undefined}
          value={name}
          onChange={setName}
          maxLength={LIMITS.username}
          autoComplete="username"
          readOnly={entering}
        />
        <EnterField
          label={texts.enter.room}
          hint={texts.enter.roomHint}
          error={error && !isAboutName(error) ? errorText(texts, error) : undefined}
          value={room}
          onChange={setRoom}
          maxLength={LIMITS.roomName}
          autoComplete="off"
          readOnly={entering}
        />
        <EnterButtons entering={entering} />
        {state.phase === 'entering' && <EnterProgress client={state.client} />}
        {!storageLasts() && <p className="door-note">{texts.enter.notStored}</p>}
      </form>
    </main>
  );
}

function NameError({ error }: { readonly error: ChatError }): ReactElement {
  const texts = useTexts();
  if (error.code !== 'USERNAME_TAKEN') return <>{errorText(texts, error)}</>;
  return (
    <>
      {texts.enter.taken} {texts.enter.takenAdvice}
    </>
  );
}

function EnterButtons({ entering }: { readonly entering: boolean }): ReactElement {
  const texts = useTexts();
  if (entering) {
    return (
      <button className="button" type="button" onClick={() => session.cancel()}>
        {texts.enter.cancel}
      </button>
    );
  }
  return (
    <button className="button primary" type="submit">
      {texts.enter.submit}
    </button>
  );
}

/** How it goes: a server that does not answer is tried again and again, and the page says so. */
function EnterProgress({ client }: { readonly client: ChatClient }): ReactElement {
  const texts = useTexts();
  useReconnectHints(client);
  const { connection, error } = useSyncExternalStore(client.subscribe, client.getSnapshot);
  const silence = useSilence(connection === 'online');
  const text =
    connection !== 'offline'
      ? silence
        ? texts.silent
        : texts.enter.entering
      : error
        ? errorText(texts, error)
        : texts.enter.unreachable(CHAT_URL);
  return (
    <p className="door-note" role="status">
      {text}
    </p>
  );
}
