import { useId, useMemo, useState, type KeyboardEvent, type ReactElement } from 'react';
import { titleOf, type AnyChannel } from '../conversation/channel.js';
import { useTexts } from '../i18n/i18n-context.js';
import { Icon } from '../icons/icon.js';
import { findUnfinished } from './completion.js';
import { charactersLeft, LengthHint } from './length-hint.js';
import { SuggestionList, suggestionId } from './suggestion-list.js';
import { useField } from './use-field.js';
import { useSubmit, type SubmitEffects } from './use-submit.js';
import { useSuggestions } from './use-suggestions.js';
import './composer.css';

/** The field grows with the text up to so many lines. */
const MOST_ROWS = 8;

interface ComposerProps extends SubmitEffects {
  readonly channel: AnyChannel;
}

/** Where one writes. */
export function Composer({ channel, ...effects }: ComposerProps): ReactElement {
  const texts = useTexts().composer;
  const id = useId();
  const field = useField(channel);
  const { submit, answer, clearAnswer } = useSubmit(channel, effects);
  const completion = useCompletion(channel, field);
  const left = charactersLeft(field.text);
  const ready = field.text.trim() !== '' && left >= 0;

  const send = (): void => {
    if (ready && submit(field.text.trim())) field.change('', 0);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // Enter ends a composition of letters (Japanese, Chinese), not the message.
    if (event.nativeEvent.isComposing) return;
    if (completion.onKeyDown(event)) return;
    if (event.key === 'Escape') clearAnswer();
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <SuggestionList
        id={id}
        suggestions={completion.suggestions}
        chosen={completion.chosen}
        onPick={completion.pick}
      />
      {answer !== undefined && (
        <div className="composer-answer" role="status">
          {answer}
        </div>
      )}
      <div className="composer-row">
        <textarea
          ref={field.ref}
          className="composer-field"
          dir="auto"
          rows={Math.min(MOST_ROWS, field.text.split('\n', MOST_ROWS).length)}
          value={field.text}
          placeholder={texts.label(titleOf(channel))}
          aria-label={texts.label(titleOf(channel))}
          aria-autocomplete="list"
          aria-controls={completion.isOpen ? id : undefined}
          aria-activedescendant={
            completion.isOpen ? suggestionId(id, completion.chosen) : undefined
          }
          onChange={({ target }) => field.change(target.value, target.selectionStart)}
          onSelect={({ currentTarget }) => field.moveCaret(currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
        />
        <LengthHint left={left} />
        <button
          className="send-button"
          type="submit"
          disabled={!ready}
          aria-label={texts.send}
          title={`${texts.send}. ${texts.hint}`}
        >
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}

interface Completion {
  readonly suggestions: ReturnType<typeof useSuggestions>;
  readonly isOpen: boolean;
  readonly chosen: number;
  readonly pick: (suggestion: ReturnType<typeof useSuggestions>[number]) => void;
  /** @returns whether the key was for the list. */
  readonly onKeyDown: (event: KeyboardEvent) => boolean;
}

function useCompletion(channel: AnyChannel, field: ReturnType<typeof useField>): Completion {
  const { text, caret } = field;
  const unfinished = useMemo(() => findUnfinished(text, caret), [text, caret]);
  const found = useSuggestions(channel, unfinished);
  const [dismissed, setDismissed] = useState<string>();
  const [choice, setChoice] = useState({ of: found, index: 0 });
  const suggestions = dismissed === text ? [] : found;
  const isOpen = suggestions.length > 0;
  const chosen = choice.of === found ? choice.index : 0;

  const pick: Completion['pick'] = (suggestion) => {
    if (unfinished) field.insert(suggestion, unfinished);
  };

  const onKeyDown = (event: KeyboardEvent): boolean => {
    const suggestion = suggestions[chosen];
    if (!suggestion || event.shiftKey || event.altKey) return false;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      setChoice({ of: found, index: (chosen + step + suggestions.length) % suggestions.length });
    } else if (event.key === 'Escape') setDismissed(text);
    else if (event.key === 'Tab') pick(suggestion);
    else if (event.key === 'Enter' && suggestion.insert.trim() !== text.trim()) pick(suggestion);
    else return false;
    event.preventDefault();
    return true;
  };

  return { suggestions, isOpen, chosen, pick, onKeyDown };
}
