import type { ReactElement } from 'react';
import { PresenceDot } from '../people/presence-dot.js';
import { useStatus } from '../people/use-status.js';
import { Link } from '../routing/link.js';
import { UnreadBadge } from './unread-badge.js';

interface PersonLinkProps {
  readonly name: string;
  readonly unread: number;
  readonly current: boolean;
}

export function PersonLink({ name, unread, current }: PersonLinkProps): ReactElement {
  const status = useStatus(name);
  return (
    <Link
      className="place"
      to={{ kind: 'person', name }}
      aria-current={current ? 'page' : undefined}
      data-unread={unread > 0}
    >
      <PresenceDot status={status} />
      <bdi className="place-name">{name}</bdi>
      <UnreadBadge count={unread} />
    </Link>
  );
}
