import { useId, type KeyboardEvent, type ReactElement } from 'react';
import { titleOf, type AnyChannel } from '../conversation/channel.js';
import { useTexts } from '../i18n/i18n-context.js';
import { Icon } from '../icons/icon.js';
import { ComposerField } from './composer-field.js';
import { charactersLeft, LengthHint } from './length-hint.js';
import { SuggestionList } from './suggestion-list.js';
import { useCompletion } from './use-completion.js';
import { useField } from './use-field.js';
import { useSubmit, type SubmitEffects } from './use-submit.js';
import './composer.css';

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
        // Long answers are scrolled, also by the keyboard.
        <section className="composer-answer" role="status" tabIndex={0}>
          {answer}
        </section>
      )}
      <div className="composer-row">
        <ComposerField
          field={field}
          completion={completion}
          listId={id}
          label={texts.label(titleOf(channel))}
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
