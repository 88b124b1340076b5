import { useRef, useState, type FormEvent, type ReactElement } from 'react';
import { ChatException, type Account } from '../../../src/client/index.js';
import { PasswordField } from '../account/password-field.js';
import { thrownText } from '../i18n/error-text.js';
import type { Texts } from '../i18n/en.js';
import { useTexts } from '../i18n/i18n-context.js';
import { useRequest } from './use-request.js';

interface ChangePasswordProps {
  readonly username: string;
  readonly account: Promise<Account>;
}

/** Another password: a button that opens its form, and what came of it. */
export function ChangePassword(props: ChangePasswordProps): ReactElement {
  const texts = useTexts().account;
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [changed, setChanged] = useState(false);
  const toggle = (): void => {
    setOpen(!open);
    setChanged(false);
  };
  const onDone = (): void => {
    setOpen(false);
    setChanged(true);
    // What had the focus is gone with the form.
    button.current?.focus();
  };
  return (
    <>
      <button ref={button} className="button" type="button" aria-expanded={open} onClick={toggle}>
        {texts.changePassword}
      </button>
      {open && <ChangePasswordForm {...props} onDone={onDone} />}
      <p className="field-hint" role="status">
        {changed && texts.passwordChanged}
      </p>
    </>
  );
}

interface ChangePasswordFormProps extends ChangePasswordProps {
  readonly onDone: () => void;
}

function ChangePasswordForm(props: ChangePasswordFormProps): ReactElement {
  const { username, account, onDone } = props;
  const texts = useTexts();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const { busy, failure, make } = useRequest(async () =>
    (await account).changePassword(current, next),
  );
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await make()) onDone();
  };
  const errors = fieldErrors(texts, failure);
  return (
    <form className="settings-form" onSubmit={(event) => void submit(event)}>
      {/* So that a password manager knows whose it is. */}
      <input hidden readOnly name="username" autoComplete="username" value={username} />
      <PasswordField
        label={texts.account.currentPassword}
        value={current}
        onChange={setCurrent}
        isNew={false}
        error={errors.current}
        readOnly={busy}
      />
      <PasswordField
        label={texts.account.newPassword}
        value={next}
        onChange={setNext}
        isNew
        error={errors.next}
        readOnly={busy}
      />
      <button className="button primary" type="submit" aria-disabled={busy}>
        {texts.account.savePassword}
      </button>
    </form>
  );
}

/** What is said beside which of the two fields. */
function fieldErrors(texts: Texts, failure: unknown): { current?: string; next?: string } {
  if (failure === undefined) return {};
  const error = failure instanceof ChatException ? failure.error : undefined;
  if (error?.fields?.['newPassword']) return { next: texts.account.passwordRefused };
  if (error?.code === 'UNAUTHORIZED') return { current: texts.account.wrongPassword };
  return { next: thrownText(texts, failure) };
}
