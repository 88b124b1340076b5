import { useId, type FormEvent, type ReactElement } from 'react';

interface NameFormProps {
  readonly label: string;
  readonly submit: string;
  readonly value: string;
  readonly maxLength: number;
  readonly onChange: (value: string) => void;
  /** Called with the name, trimmed, if there is one. */
  readonly onSubmit: (name: string) => void;
}

/** One field for the name of a room or a person, and the button that goes there. */
export function NameForm(props: NameFormProps): ReactElement {
  const id = useId();
  const name = props.value.trim();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name !== '') props.onSubmit(name);
  };
  return (
    <form className="name-form" onSubmit={submit}>
      <label htmlFor={id}>{props.label}</label>
      <div className="name-form-row">
        <input
          id={id}
          className="input"
          dir="auto"
          value={props.value}
          maxLength={props.maxLength}
          required
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => props.onChange(event.target.value)}
        />
        <button className="button primary" type="submit">
          {props.submit}
        </button>
      </div>
    </form>
  );
}
