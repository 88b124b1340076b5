import { useEffect, useState, type ReactElement } from 'react';
import type { ConnectionState } from '../../../src/client/index.js';
import { errorText } from '../i18n/error-text.js';
import { useTexts } from '../i18n/i18n-context.js';
import { useClient, useSession } from '../session/session-context.js';
import { useSecondsUntil } from './use-seconds-until.js';
import './offline-banner.css';

/** A reload or a blink of the network is not worth a word. */
const PATIENCE_MS = 800;

/** Says that there is no connection, why if the server told, and when the next try is. */
export function OfflineBanner(): ReactElement | null {
  const texts = useTexts();
  const { client } = useSession();
  const { connection, error, retryAt } = useClient();
  const seconds = useSecondsUntil(retryAt);
  const shown = useLasting(connection);
  if (!shown) return null;
  const trying = seconds === undefined || seconds === 0;
  return (
    <section className="offline-banner" aria-label={texts.connection.title}>
      <p role="status">
        {connection === 'connecting' ? texts.connection.connecting : texts.connection.offline}{' '}
        {error && errorText(texts, error)}
      </p>
      {/* Not part of the status: a number read out every second is no news. */}
      <p className="offline-countdown">
        {trying ? texts.connection.trying : texts.connection.nextTry(seconds)}
      </p>
      {!trying && (
        <button className="button small" type="button" onClick={() => client.reconnect()}>
          {texts.connection.tryNow}
        </button>
      )}
    </section>
  );
}

/** Has there been no connection for a while? */
function useLasting(connection: ConnectionState): boolean {
  const away = connection === 'offline' || connection === 'connecting';
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!away) {
      setLasting(false);
      return;
    }
    const timer = setTimeout(() => setLasting(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [away]);
  return away && lasting;
}
