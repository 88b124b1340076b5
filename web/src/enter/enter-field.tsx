import { useId, type InputHTMLAttributes, type ReactElement, type ReactNode } from 'react';

interface EnterFieldProps extends Omit<
  InputHTMLAttributes<HTMLInputElement>,
  'onChange' | 'value'
> {
  readonly label: string;
  readonly hint: string | undefined;
  readonly error: ReactNode;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** A button at the end of the field. */
  readonly action?: ReactNode;
}

/** A labelled field with its hint, or what is wrong with what was entered. */
export function EnterField(props: EnterFieldProps): ReactElement {
  const { label, hint, error, onChange, action, ...input } = props;
  const id = useId();
  const more = error ?? hint;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-row">
        <input
          dir="auto"
          {...input}
          id={id}
          className="input"
          required
          spellCheck={false}
          autoCapitalize="none"
          aria-describedby={more === undefined ? undefined : `${id}-more`}
          aria-invalid={error !== undefined}
          onChange={(event) => onChange(event.target.value)}
        />
        {action}
      </div>
      {more !== undefined && (
        <p
          className={error === undefined ? 'field-hint' : 'field-error'}
          id={`${id}-more`}
          role={error === undefined ? undefined : 'alert'}
        >
          {more}
        </p>
      )}
    </div>
  );
}
