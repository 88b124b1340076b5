import { useState, type FormEvent, type ReactElement } from 'react';
import { ChatException } from '../../../src/client/index.js';
import { PasswordField } from '../account/password-field.js';
import { passwordText } from '../enter/enter-failure.js';
import { thrownText } from '../i18n/error-text.js';
import { useTexts } from '../i18n/i18n-context.js';
import { session } from '../session/session.js';
import { useRequest } from './use-request.js';

/** Makes a guest's name theirs, by a password. */
export function BecomeAccountForm({ username }: { readonly username: string }): ReactElement {
  const texts = useTexts();
  const [password, setPassword] = useState('');
  const { busy, failure, make } = useRequest(() => session.becomeAccount(password));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void make();
  };
  const known = failure instanceof ChatException;
  return (
    <form className="settings-form" onSubmit={submit}>
      {/* So that a password manager knows whose it is. */}
      <input hidden readOnly name="username" autoComplete="username" value={username} />
      <PasswordField
        value={password}
        onChange={setPassword}
        isNew
        error={
          failure === undefined
            ? undefined
            : known
              ? passwordText(texts, failure.error)
              : thrownText(texts, failure)
        }
        readOnly={busy}
      />
      <button className="button" type="submit" aria-disabled={busy}>
        {texts.account.become}
      </button>
    </form>
  );
}
