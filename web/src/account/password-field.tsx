import { useState, type ReactElement, type ReactNode } from 'react';
import { EnterField } from '../enter/enter-field.js';
import { useTexts } from '../i18n/i18n-context.js';

interface PasswordFieldProps {
  /** Default: that it is one. */
  readonly label?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** One that is chosen now; otherwise the one of an account. */
  readonly isNew: boolean;
  readonly error: ReactNode;
  readonly readOnly: boolean;
}

/** A password, which can be looked at while it is typed. */
export function PasswordField({ label, isNew, ...field }: PasswordFieldProps): ReactElement {
  const texts = useTexts().account;
  const [shown, setShown] = useState(false);
  return (
    <EnterField
      {...field}
      label={label ?? texts.password}
      hint={isNew ? texts.passwordHint : undefined}
      type={shown ? 'text' : 'password'}
      name={isNew ? 'new-password' : 'password'}
      dir="ltr"
      autoComplete={isNew ? 'new-password' : 'current-password'}
      action={
        <button
          className="field-action"
          type="button"
          aria-label={shown ? texts.hidePassword : texts.showPassword}
          onClick={() => setShown(!shown)}
        >
          {shown ? texts.hide : texts.show}
        </button>
      }
    />
  );
}
