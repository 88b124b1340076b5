import { useEffect, useRef, type ReactElement } from 'react';
import { useTexts } from '../i18n/i18n-context.js';
import { Icon } from '../icons/icon.js';
import { session } from '../session/session.js';
import { AccountPart } from './account-part.js';
import { LanguageChoice } from './language-choice.js';
import { NotificationChoice } from './notification-choice.js';
import { ThemeChoice } from './theme-choice.js';
import './settings-dialog.css';

interface SettingsDialogProps {
  readonly onClose: () => void;
}

/** What a reader may choose for this device. */
export function SettingsDialog({ onClose }: SettingsDialogProps): ReactElement {
  const texts = useTexts().settings;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} className="settings" aria-labelledby="settings-title" onClose={onClose}>
      <div className="settings-head">
        <h2 id="settings-title">{texts.title}</h2>
        <button
          className="icon-button"
          type="button"
          aria-label={texts.close}
          title={texts.close}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </div>
      <ThemeChoice />
      <LanguageChoice />
      <NotificationChoice />
      <AccountPart />
      <div className="settings-part">
        <button className="button" type="button" onClick={() => session.logOut()}>
          {texts.logOut}
        </button>
        <p className="field-hint">{texts.logOutHint}</p>
      </div>
    </dialog>
  );
}
