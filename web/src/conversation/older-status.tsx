import type { ReactElement } from 'react';
import type { ChatError } from '../../../src/client/index.js';
import { errorText } from '../i18n/error-text.js';
import { useTexts } from '../i18n/i18n-context.js';

interface OlderStatusProps {
  readonly loadingOlder: boolean;
  readonly olderError?: ChatError;
  readonly onRetry: () => void;
}

/** Above the list, over it: whether older messages are on their way. */
export function OlderStatus(props: OlderStatusProps): ReactElement | null {
  const texts = useTexts();
  if (props.loadingOlder) {
    return (
      <p className="older-status" role="status">
        {texts.conversation.loadingOlder}
      </p>
    );
  }
  if (!props.olderError) return null;
  return (
    <p className="older-status" role="alert">
      {texts.conversation.loadOlderFailed} {errorText(texts, props.olderError)}{' '}
      <button className="link-button" type="button" onClick={props.onRetry}>
        {texts.conversation.tryAgain}
      </button>
    </p>
  );
}
