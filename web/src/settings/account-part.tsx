import { useState, type FormEvent, type ReactElement } from 'react';
import { ChatException } from '../../../src/client/index.js';
import { useAuthMode } from '../account/auth-mode.js';
import { PasswordField } from '../account/password-field.js';
import { passwordText } from '../enter/enter-failure.js';
import { thrownText } from '../i18n/error-text.js';
import { useTexts } from '../i18n/i18n-context.js';
import { session } from '../session/session.js';
import { useSession } from '../session/session-context.js';

/** Who one is to the server: a guest can become an account here. */
export function AccountPart(): ReactElement | null {
  const texts = useTexts().account;
  const mode = useAuthMode();
  const { username, isAccount } = useSession();
  if (mode?.mode !== 'accounts') return null;
  return (
    <div className="settings-part">
      <p>{isAccount ? texts.loggedInAs(username) : texts.guestAs(username)}</p>
      {!isAccount && <BecomeAccountForm username={username} />}
    </div>
  );
}

function BecomeAccountForm({ username }: { readonly username: string }): ReactElement {
  const texts = useTexts();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  const become = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await session.becomeAccount(password);
    } catch (thrown) {
      const known = thrown instanceof ChatException;
      setError(known ? passwordText(texts, thrown.error) : thrownText(texts, thrown));
    }
    setBusy(false);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!busy) void become();
  };
  return (
    <form className="settings-form" onSubmit={submit}>
      {/* So that a password manager knows whose it is. */}
      <input hidden readOnly name="username" autoComplete="username" value={username} />
      <PasswordField value={password} onChange={setPassword} isNew error={error} readOnly={busy} />
      <button className="button" type="submit" aria-disabled={busy}>
        {texts.account.become}
      </button>
    </form>
  );
}
