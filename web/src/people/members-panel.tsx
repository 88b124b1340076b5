import { useMemo, useState, type ReactElement } from 'react';
import type { Member, Room } from '../../../src/client/index.js';
import { useFramed } from '../drawing/use-framed.js';
import { useTexts } from '../i18n/i18n-context.js';
import { Icon } from '../icons/icon.js';
import { MemberEntry } from './member-entry.js';
import './members-panel.css';

interface MembersPanelProps {
  readonly room: Room;
  readonly onClose: () => void;
}

/** Who belongs to the room: those who are here first. */
export function MembersPanel({ room, onClose }: MembersPanelProps): ReactElement {
  const texts = useTexts().people;
  const { members, more, loadMore } = useMembers(room);
  const here = members.filter((member) => member.status !== 'offline');
  const notHere = members.filter((member) => member.status === 'offline');
  return (
    <aside className="members" aria-label={texts.title}>
      <div className="members-head">
        <h2>{texts.title}</h2>
        <button
          className="icon-button"
          type="button"
          aria-label={texts.hide}
          title={texts.hide}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </div>
      <div className="members-lists">
        <MemberGroup title={texts.here} members={here} />
        <MemberGroup title={texts.notHere} members={notHere} />
        {more && (
          <button className="button" type="button" onClick={loadMore}>
            {texts.more}
          </button>
        )}
      </div>
    </aside>
  );
}

interface MemberGroupProps {
  readonly title: string;
  readonly members: readonly Member[];
}

function MemberGroup({ title, members }: MemberGroupProps): ReactElement | null {
  if (members.length === 0) return null;
  return (
    <section>
      <h3>
        {title} <span className="members-count">{members.length}</span>
      </h3>
      <ul>
        {members.map((member) => (
          <li key={member.username}>
            <MemberEntry member={member} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Those that the room knows of, and the pages of others that were asked for. */
function useMembers(room: Room): {
  members: readonly Member[];
  more: boolean;
  loadMore: () => void;
} {
  const known = useFramed(room, (snapshot) => snapshot.members);
  const count = useFramed(room, (snapshot) => snapshot.count);
  const [others, setOthers] = useState<readonly Member[]>([]);
  const [complete, setComplete] = useState(false);
  const members = useMemo(() => {
    const names = new Set(known.map((member) => member.username));
    return [...known, ...others.filter((member) => !names.has(member.username))];
  }, [known, others]);
  const last = others.at(-1);
  const loadMore = (): void => {
    room.listMembers({ limit: 200, ...(last && { after: last.username }) }).then(
      (page) => {
        setOthers((before) => [...before, ...page.members]);
        setComplete(page.complete);
      },
      // The button is still there to try again.
      () => {},
    );
  };
  return { members, more: !complete && members.length < count, loadMore };
}
