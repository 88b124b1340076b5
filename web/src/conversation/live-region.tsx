import { useEffect, useState, type ReactElement } from 'react';
import type { SentMessage } from '../../../src/client/index.js';
import { useTexts } from '../i18n/i18n-context.js';
import { listen, type AnyChannel } from './channel.js';

/** So many wait to be read out; whoever is flooded hears the newest. */
const CAPACITY = 3;

/** Reads new messages out, politely, to those who do not see them. */
export function LiveRegion({ channel }: { readonly channel: AnyChannel }): ReactElement {
  const texts = useTexts().conversation;
  const [newest, setNewest] = useState<readonly SentMessage[]>([]);
  useEffect(
    () =>
      listen(channel, 'message', (message) => {
        if (!message.mine) setNewest((before) => [...before.slice(1 - CAPACITY), message]);
      }),
    [channel],
  );
  return (
    <div className="visually-hidden" role="log" aria-live="polite">
      {newest.map((message) => (
        <p key={message.key}>{texts.said(message.username, message.message)}</p>
      ))}
    </div>
  );
}
