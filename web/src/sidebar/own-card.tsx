import { useSyncExternalStore, type ReactElement } from 'react';
import { useTexts } from '../i18n/i18n-context.js';
import { Avatar } from '../icons/avatar.js';
import { Icon } from '../icons/icon.js';
import { PresenceDot } from '../people/presence-dot.js';
import { useClient, useSession } from '../session/session-context.js';

/** Oneself: name, presence and settings. */
export function OwnCard({ onSettings }: { readonly onSettings: () => void }): ReactElement {
  const texts = useTexts();
  const { ownStatus, username } = useSession();
  const { connection } = useClient();
  const chosen = useSyncExternalStore(ownStatus.subscribe, ownStatus.get);
  const status = connection === 'online' ? chosen : 'offline';
  const other = chosen === 'online' ? 'away' : 'online';
  return (
    <div className="own-card">
      <button
        className="own-status"
        type="button"
        onClick={() => ownStatus.choose(other)}
        title={other === 'away' ? texts.sidebar.goAway : texts.sidebar.comeBack}
      >
        <Avatar name={username} />
        <span className="own-name">
          <bdi>{username}</bdi>
          <span className="own-presence">
            <PresenceDot status={status} />
            <span aria-hidden="true">{texts.people.status[status]}</span>
          </span>
        </span>
      </button>
      <button
        className="icon-button"
        type="button"
        onClick={onSettings}
        aria-label={texts.sidebar.settings}
        title={texts.sidebar.settings}
      >
        <Icon name="settings" />
      </button>
    </div>
  );
}
