import { useState, type FormEvent, type ReactElement } from 'react';
import { LIMITS, type AuthMode } from '../../../src/client/index.js';
import { PasswordField } from '../account/password-field.js';
import { useTexts } from '../i18n/i18n-context.js';
import { currentRoute } from '../routing/router.js';
import { session, type SessionState } from '../session/session.js';
import { storageLasts } from '../storage/local-store.js';
import { EnterField } from './enter-field.js';
import { fieldErrors } from './enter-failure.js';
import { EnterProgress } from './enter-progress.js';
import { endedFailure, useEntering } from './use-entering.js';
import { WayInChoice, waysIn, type WayIn } from './way-in.js';
import './enter-page.css';

interface EnterPageProps {
  /** `undefined` while the server has not said. */
  readonly mode: AuthMode | undefined;
  readonly state: Exclude<SessionState, { phase: 'in' }>;
  readonly invitedName: string | undefined;
}

/** The door: who one is, a room, and what went wrong. */
export function EnterPage({ mode, state, invitedName }: EnterPageProps): ReactElement {
  const texts = useTexts();
  if (!mode) return <main className="door" aria-busy="true" />;
  const ways = waysIn(mode);
  const [first] = ways;
  return (
    <main className="door">
      <div className="door-card">
        <p className="door-brand">{texts.appName}</p>
        <h1>{texts.enter.title}</h1>
        {first ? (
          <EnterForm ways={ways} firstWay={first} state={state} invitedName={invitedName} />
        ) : (
          <p>{texts.account.elsewhere}</p>
        )}
        {!storageLasts() && <p className="door-note">{texts.enter.notStored}</p>}
      </div>
    </main>
  );
}

interface EnterFormProps extends Omit<EnterPageProps, 'mode'> {
  readonly ways: readonly WayIn[];
  readonly firstWay: WayIn;
}

function EnterForm({ ways, firstWay, state, invitedName }: EnterFormProps): ReactElement {
  const texts = useTexts();
  const route = currentRoute();
  const [way, setWay] = useState(firstWay);
  const [name, setName] = useState(invitedName ?? session.rememberedName ?? '');
  const [password, setPassword] = useState('');
  const [room, setRoom] = useState(route.kind === 'room' ? route.name : 'lobby');
  const { signingIn, enter, ...entering } = useEntering();
  const ended =
    state.phase === 'out' ? endedFailure(state.error, state.wasAccount === true) : undefined;
  const errors = fieldErrors(texts, entering.failure ?? ended, way);
  const busy = signingIn || state.phase === 'entering';

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!busy) void enter({ way, name: name.trim(), password, room: room.trim() });
  };
  const choose = (chosen: WayIn): void => {
    setWay(chosen);
    entering.forgetFailure();
  };

  return (
    <form className="door-form" onSubmit={submit}>
      {ways.length > 1 && (
        <WayInChoice ways={ways} chosen={way} onChoose={choose} disabled={busy} />
      )}
      <EnterField
        label={texts.enter.name}
        hint={way === 'logIn' ? undefined : texts.enter.nameHint}
        error={errors.name}
        value={name}
        onChange={setName}
        maxLength={LIMITS.username}
        name="username"
        autoComplete="username"
        readOnly={busy}
      />
      {way !== 'guest' && (
        <PasswordField
          value={password}
          onChange={setPassword}
          isNew={way === 'register'}
          error={errors.password}
          readOnly={busy}
        />
      )}
      <EnterField
        label={texts.enter.room}
        hint={texts.enter.roomHint}
        error={errors.room}
        value={room}
        onChange={setRoom}
        maxLength={LIMITS.roomName}
        autoComplete="off"
        readOnly={busy}
      />
      <EnterButton way={way} signingIn={signingIn} entering={state.phase === 'entering'} />
      {state.phase === 'entering' && <EnterProgress client={state.client} />}
    </form>
  );
}

interface EnterButtonProps {
  readonly way: WayIn;
  readonly signingIn: boolean;
  readonly entering: boolean;
}

function EnterButton({ way, signingIn, entering }: EnterButtonProps): ReactElement {
  const texts = useTexts();
  if (entering) {
    return (
      <button className="button" type="button" onClick={() => session.cancel()}>
        {texts.enter.cancel}
      </button>
    );
  }
  return (
    <button className="button primary" type="submit" aria-disabled={signingIn}>
      {signingIn
        ? texts.enter.entering
        : way === 'guest'
          ? texts.enter.submit
          : texts.account.ways[way]}
    </button>
  );
}
