import type { ReactElement } from 'react';
import { Icon } from '../icons/icon.js';
import { Link } from '../routing/link.js';
import { UnreadBadge } from './unread-badge.js';

interface RoomLinkProps {
  readonly name: string;
  readonly unread: number;
  readonly current: boolean;
}

export function RoomLink({ name, unread, current }: RoomLinkProps): ReactElement {
  return (
    <Link
      className="place"
      to={{ kind: 'room', name }}
      aria-current={current ? 'page' : undefined}
      data-unread={unread > 0}
    >
      <Icon name="hash" />
      <bdi className="place-name">{name}</bdi>
      <UnreadBadge count={unread} />
    </Link>
  );
}
