import { useId, type InputHTMLAttributes, type ReactElement, type ReactNode } from 'react';

interface EnterFieldProps extends Omit<
  InputHTMLAttributes<HTMLInputElement>,
  'onChange' | 'value'
> {
  readonly label: string;
  readonly hint: string;
  readonly error: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A labelled field with its hint, or what is wrong with what was entered. */
export function EnterField(props: EnterFieldProps): ReactElement {
  const { label, hint, error, onChange, ...input } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        className="input"
        dir="auto"
        required
        spellCheck={false}
        autoCapitalize="none"
        aria-describedby={`${id}-more`}
        aria-invalid={error !== undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {error === undefined ? (
        <p className="field-hint" id={`${id}-more`}>
          {hint}
        </p>
      ) : (
        <p className="field-error" id={`${id}-more`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
