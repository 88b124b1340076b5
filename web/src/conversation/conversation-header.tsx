import type { ReactElement } from 'react';
import type { Room } from '../../../src/client/index.js';
import { useTexts } from '../i18n/i18n-context.js';
import { Icon } from '../icons/icon.js';
import { PresenceDot } from '../people/presence-dot.js';
import { useStatus } from '../people/use-status.js';
import { navigate } from '../routing/router.js';
import { PageHeader } from '../shell/page-header.js';
import { isRoom, titleOf, type AnyChannel } from './channel.js';

interface ConversationHeaderProps {
  readonly channel: AnyChannel;
  readonly membersShown: boolean;
  readonly onMembers: () => void;
}

/** What conversation this is. */
export function ConversationHeader(props: ConversationHeaderProps): ReactElement {
  const { channel, membersShown, onMembers } = props;
  if (!isRoom(channel)) return <PersonHeader name={titleOf(channel)} />;
  return (
    <PageHeader title={channel.name} mark={<Icon name="hash" />}>
      <MembersButton count={channel.count} shown={membersShown} onClick={onMembers} />
      <LeaveButton room={channel} />
    </PageHeader>
  );
}

function PersonHeader({ name }: { readonly name: string }): ReactElement {
  const status = useStatus(name);
  return <PageHeader title={name} mark={status && <PresenceDot status={status} />} />;
}

interface MembersButtonProps {
  readonly count: number;
  readonly shown: boolean;
  readonly onClick: () => void;
}

function MembersButton({ count, shown, onClick }: MembersButtonProps): ReactElement {
  const { people, rooms } = useTexts();
  return (
    <button
      className="icon-button counted"
      type="button"
      aria-label={rooms.members(count)}
      aria-expanded={shown}
      title={shown ? people.hide : people.show(count)}
      onClick={onClick}
    >
      <Icon name="people" />
      <span aria-hidden="true">{count}</span>
    </button>
  );
}

function LeaveButton({ room }: { readonly room: Room }): ReactElement {
  const texts = useTexts().rooms;
  return (
    <button
      className="icon-button"
      type="button"
      aria-label={texts.leave}
      title={texts.leave}
      onClick={() => {
        // Gone from the page whatever the server says: it forgets a member that is not there.
        room.leave().catch(() => {});
        navigate({ kind: 'home' });
      }}
    >
      <Icon name="leave" />
    </button>
  );
}
