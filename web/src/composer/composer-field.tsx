import type { KeyboardEvent, ReactElement } from 'react';
import { suggestionId } from './suggestion-list.js';
import type { Completion } from './use-completion.js';
import type { Field } from './use-field.js';

/** The field grows with the text up to so many lines. */
const MOST_ROWS = 8;

interface ComposerFieldProps {
  readonly field: Field;
  readonly completion: Completion;
  /** The id of the list of suggestions. */
  readonly listId: string;
  readonly label: string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** The text itself. The list of suggestions is worked from here: the focus never leaves. */
export function ComposerField(props: ComposerFieldProps): ReactElement {
  const { completion, listId, label, onKeyDown } = props;
  const { ref, text, change, moveCaret } = props.field;
  return (
    <textarea
      ref={ref}
      className="composer-field"
      dir="auto"
      rows={Math.min(MOST_ROWS, text.split('\n', MOST_ROWS).length)}
      value={text}
      placeholder={label}
      aria-label={label}
      aria-autocomplete="list"
      aria-controls={completion.isOpen ? listId : undefined}
      aria-activedescendant={
        completion.isOpen ? suggestionId(listId, completion.chosen) : undefined
      }
      onChange={({ target }) => change(target.value, target.selectionStart)}
      onSelect={({ currentTarget }) => moveCaret(currentTarget.selectionStart)}
      onKeyDown={onKeyDown}
    />
  );
}
