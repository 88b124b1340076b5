import { useEffect, useState, type ReactElement } from 'react';
import { Composer } from '../composer/composer.js';
import { useSilence } from '../connection/use-silence.js';
import { useFramed } from '../drawing/use-framed.js';
import { errorText } from '../i18n/error-text.js';
import { useTexts } from '../i18n/i18n-context.js';
import { MembersPanel } from '../people/members-panel.js';
import { TypingLine } from '../people/typing-line.js';
import { useClient, useSession } from '../session/session-context.js';
import { isRoom, titleOf, type AnyChannel } from './channel.js';
import { ConversationHeader } from './conversation-header.js';
import { LiveRegion } from './live-region.js';
import { MessageList } from './message-list.js';
import { Timeline } from './timeline.js';
import { useReading } from './use-reading.js';
import './conversation-page.css';

/** A room or a private conversation: what was said, who is here, and where to write. */
export function ConversationPage({ channel }: { readonly channel: AnyChannel }): ReactElement {
  const { timeline, snapshot } = useChannel(channel);
  const [membersShown, setMembersShown] = useState(isWide);
  const [following, setFollowing] = useState(true);
  const readUpTo = useReading(channel, snapshot, following);
  const room = isRoom(channel) ? channel : undefined;

  return (
    <div className="conversation">
      <div className="conversation-main">
        <ConversationHeader
          channel={channel}
          membersShown={membersShown}
          onMembers={() => setMembersShown(!membersShown)}
        />
        {timeline && snapshot.loaded ? (
          <MessageList
            channel={channel}
            timeline={timeline}
            readUpTo={readUpTo}
            following={following}
            onFollowing={setFollowing}
          />
        ) : (
          <NotLoaded channel={channel} />
        )}
        <LiveRegion channel={channel} />
        <TypingLine names={snapshot.typing} />
        <Composer
          channel={channel}
          onSent={() => setFollowing(true)}
          onMembers={() => setMembersShown(true)}
          onHistory={() => void timeline?.loadOlder()}
        />
      </div>
      {room && membersShown && <MembersPanel room={room} onClose={() => setMembersShown(false)} />}
    </div>
  );
}

/** Is there room for three columns? */
function isWide(): boolean {
  return globalThis.matchMedia('(min-width: 70rem)').matches;
}

function useChannel(channel: AnyChannel): {
  timeline: Timeline | undefined;
  snapshot: AnyChannel['snapshot'];
} {
  const { username } = useSession();
  const [timeline, setTimeline] = useState<Timeline>();
  useEffect(() => {
    const made = new Timeline(channel, username);
    setTimeline(made);
    return () => made.close();
  }, [channel, username]);
  const snapshot = useFramed<AnyChannel['snapshot'], AnyChannel['snapshot']>(
    channel,
    (newest) => newest,
  );
  return { timeline, snapshot };
}

function NotLoaded({ channel }: { readonly channel: AnyChannel }): ReactElement {
  const texts = useTexts();
  const { connection } = useClient();
  const { error } = channel.snapshot;
  const silence = useSilence(connection === 'online' && !error);
  if (!error) {
    return <p className="page-status">{silence ? texts.silent : texts.conversation.loading}</p>;
  }
  const text =
    error.code === 'USER_NOT_FOUND'
      ? texts.conversation.noOne(titleOf(channel))
      : errorText(texts, error);
  return (
    <p className="page-status" role="alert">
      {text}
    </p>
  );
}
