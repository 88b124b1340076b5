import type { ReactElement } from 'react';
import type { ChatMessage, UnsentMessage } from '../../../src/client/index.js';
import { errorText } from '../i18n/error-text.js';
import { useTexts } from '../i18n/i18n-context.js';
import type { AnyChannel } from './channel.js';

interface MessageStateProps {
  readonly message: ChatMessage;
  readonly channel: AnyChannel;
}

/** How far a message of one's own has come; and what to do when that was not far. */
export function MessageState({ message, channel }: MessageStateProps): ReactElement {
  const texts = useTexts();
  switch (message.state) {
    case 'sending':
      return (
        <p className="message-state sending">
          {texts.conversation.sending}… {message.error && errorText(texts, message.error)}
        </p>
      );
    case 'sent':
      return <p className="message-state">{texts.conversation.sent}</p>;
    case 'failed':
      return <FailedState message={message} channel={channel} />;
  }
}

interface FailedStateProps {
  readonly message: UnsentMessage;
  readonly channel: AnyChannel;
}

function FailedState({ message, channel }: FailedStateProps): ReactElement {
  const texts = useTexts();
  const { clientId, error } = message;
  return (
    <p className="message-state failed" role="alert">
      <span>
        {texts.conversation.failed} {error && errorText(texts, error)}
      </span>
      <button
        className="link-button"
        type="button"
        // Another failure shows in the same place.
        onClick={() => void channel.retry(clientId).catch(() => {})}
      >
        {texts.conversation.sendAgain}
      </button>
      <button className="link-button" type="button" onClick={() => channel.discard(clientId)}>
        {texts.conversation.discard}
      </button>
    </p>
  );
}
