import type { ReactElement } from 'react';
import { useTexts } from '../i18n/i18n-context.js';
import type { Suggestion } from './completion.js';

interface SuggestionListProps {
  readonly id: string;
  readonly suggestions: readonly Suggestion[];
  readonly chosen: number;
  readonly onPick: (suggestion: Suggestion) => void;
}

/** The id of an entry, for `aria-activedescendant`. */
export function suggestionId(id: string, index: number): string {
  return `${id}-${index}`;
}

/** What could stand there, above the field; the keyboard stays in the field. */
export function SuggestionList(props: SuggestionListProps): ReactElement | null {
  const texts = useTexts();
  const { id, suggestions, chosen, onPick } = props;
  if (suggestions.length === 0) return null;
  return (
    <div className="suggestions" id={id} role="listbox" aria-label={texts.composer.suggestions}>
      {suggestions.map((suggestion, index) => (
        <div
          key={suggestion.key}
          id={suggestionId(id, index)}
          className="suggestion"
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          // The field must not lose the focus.
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(suggestion);
          }}
        >
          {suggestion.picture !== undefined && (
            <span className="suggestion-picture">{suggestion.picture}</span>
          )}
          <bdi>{suggestion.label}</bdi>
        </div>
      ))}
    </div>
  );
}
