import type { ReactElement } from 'react';
import type { Member } from '../../../src/client/index.js';
import { ago } from '../conversation/dates.js';
import { useI18n } from '../i18n/i18n-context.js';
import { Avatar } from '../icons/avatar.js';
import { Link } from '../routing/link.js';
import { useSession } from '../session/session-context.js';
import { PresenceDot } from './presence-dot.js';

/** A member: who, whether here, and the way to write to them. */
export function MemberEntry({ member }: { readonly member: Member }): ReactElement {
  const { texts, locale } = useI18n();
  const { username } = useSession();
  const isMe = member.username === username;
  const person = (
    <>
      <span className="member-picture">
        <Avatar name={member.username} />
        <PresenceDot status={member.status} />
      </span>
      <span className="member-words">
        <span className="member-name">
          <bdi>{member.username}</bdi>
          {isMe && <span className="member-you"> ({texts.conversation.you})</span>}
        </span>
        {member.lastSeenAt !== undefined && member.status === 'offline' && (
          <span className="member-seen">
            {texts.people.lastSeen(ago(member.lastSeenAt, locale))}
          </span>
        )}
      </span>
    </>
  );
  if (isMe) return <span className="member">{person}</span>;
  return (
    <Link
      className="member"
      to={{ kind: 'person', name: member.username }}
      title={texts.people.writeTo(member.username)}
    >
      {person}
    </Link>
  );
}
