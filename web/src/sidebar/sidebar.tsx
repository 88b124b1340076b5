import type { ReactElement } from 'react';
import { useTexts } from '../i18n/i18n-context.js';
import { Icon } from '../icons/icon.js';
import { Link } from '../routing/link.js';
import { sameRoute, type Route } from '../routing/route.js';
import { useClient } from '../session/session-context.js';
import { OwnCard } from './own-card.js';
import { PersonLink } from './person-link.js';
import { RoomLink } from './room-link.js';
import './sidebar.css';

interface SidebarProps {
  readonly route: Route;
  readonly onSettings: () => void;
}

/** Where one can go: the rooms one is in, the people one wrote with. */
export function Sidebar({ route, onSettings }: SidebarProps): ReactElement {
  const texts = useTexts();
  const { rooms, conversations } = useClient();
  return (
    <nav className="sidebar" aria-label={texts.sidebar.label}>
      <p className="sidebar-brand">{texts.appName}</p>
      <div className="sidebar-lists">
        <SidebarHeading
          title={texts.sidebar.rooms}
          add={texts.sidebar.addRoom}
          to={{ kind: 'rooms' }}
        />
        <ul>
          {rooms.map(({ name, unread }) => (
            <li key={name}>
              <RoomLink
                name={name}
                unread={unread}
                current={sameRoute(route, { kind: 'room', name })}
              />
            </li>
          ))}
        </ul>
        <SidebarHeading
          title={texts.sidebar.people}
          add={texts.sidebar.addPerson}
          to={{ kind: 'write' }}
        />
        <ul>
          {conversations.map(({ with: name, unread }) => (
            <li key={name}>
              <PersonLink
                name={name}
                unread={unread}
                current={sameRoute(route, { kind: 'person', name })}
              />
            </li>
          ))}
        </ul>
        {conversations.length === 0 && <p className="sidebar-empty">{texts.sidebar.noPeople}</p>}
      </div>
      <OwnCard onSettings={onSettings} />
    </nav>
  );
}

interface SidebarHeadingProps {
  readonly title: string;
  readonly add: string;
  readonly to: Route;
}

function SidebarHeading({ title, add, to }: SidebarHeadingProps): ReactElement {
  return (
    <div className="sidebar-heading">
      <h2>{title}</h2>
      <Link className="icon-button" to={to} aria-label={add} title={add}>
        <Icon name="add" />
      </Link>
    </div>
  );
}
