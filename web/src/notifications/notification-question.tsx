import { useState, type ReactElement } from 'react';
import { useTexts } from '../i18n/i18n-context.js';
import { changePreferences, usePreferences } from '../settings/preferences.js';
import { useArrivals } from './use-arrivals.js';
import { turnNotificationsOn } from './use-notifications.js';
import './notification-question.css';

/** Asks once, when the first message comes that would have been worth a notification. */
export function NotificationQuestion(): ReactElement | null {
  const texts = useTexts().notifications;
  const { notifications } = usePreferences();
  const [worthIt, setWorthIt] = useState(false);
  useArrivals(() => setWorthIt(true));
  const possible = 'Notification' in globalThis && Notification.permission !== 'denied';
  if (!worthIt || !possible || notifications !== 'unasked') return null;
  return (
    <div className="question" role="status">
      <p>{texts.ask}</p>
      <div className="question-answers">
        <button
          className="button small primary"
          type="button"
          onClick={() => void turnNotificationsOn()}
        >
          {texts.yes}
        </button>
        <button
          className="button small"
          type="button"
          onClick={() => changePreferences({ notifications: 'later' })}
        >
          {texts.no}
        </button>
      </div>
    </div>
  );
}
