import { useState, type ReactElement } from 'react';
import { useTexts } from '../i18n/i18n-context.js';
import { turnNotificationsOn } from '../notifications/use-notifications.js';
import { changePreferences, usePreferences } from './preferences.js';

export function NotificationChoice(): ReactElement {
  const texts = useTexts().settings;
  const { notifications, sound } = usePreferences();
  const [denied, setDenied] = useState(false);
  const choose = async (on: boolean): Promise<void> => {
    if (on) setDenied(!(await turnNotificationsOn()));
    else changePreferences({ notifications: 'off' });
  };
  return (
    <div className="settings-part">
      <label className="check">
        <input
          type="checkbox"
          checked={notifications === 'on'}
          onChange={({ target }) => void choose(target.checked)}
        />
        {texts.notifications}
      </label>
      {denied && (
        <p className="field-error" role="alert">
          {texts.notificationsDenied}
        </p>
      )}
      <label className="check">
        <input
          type="checkbox"
          checked={sound}
          onChange={({ target }) => changePreferences({ sound: target.checked })}
        />
        {texts.sound}
      </label>
    </div>
  );
}
