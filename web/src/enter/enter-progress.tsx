import { useSyncExternalStore, type ReactElement } from 'react';
import type { ChatClient } from '../../../src/client/index.js';
import { CHAT_URL } from '../config.js';
import { useReconnectHints } from '../connection/use-reconnect-hints.js';
import { useSilence } from '../connection/use-silence.js';
import { errorText } from '../i18n/error-text.js';
import { useTexts } from '../i18n/i18n-context.js';

/** How it goes: a server that does not answer is tried again and again, and the page says so. */
export function EnterProgress({ client }: { readonly client: ChatClient }): ReactElement {
  const texts = useTexts();
  useReconnectHints(client);
  const { connection, error } = useSyncExternalStore(client.subscribe, client.getSnapshot);
  const silence = useSilence(connection === 'online');
  const text =
    connection !== 'offline'
      ? silence
        ? texts.silent
        : texts.enter.entering
      : error
        ? errorText(texts, error)
        : texts.enter.unreachable(CHAT_URL);
  return (
    <p className="door-note" role="status">
      {text}
    </p>
  );
}
