import type { ReactElement } from 'react';
import type { ChatMessage } from '../../../src/client/index.js';
import { FormattedText } from '../formatting/formatted-text.js';
import { mentionsName } from '../formatting/mentions.js';
import { useI18n } from '../i18n/i18n-context.js';
import { Avatar } from '../icons/avatar.js';
import { useSession } from '../session/session-context.js';
import type { AnyChannel } from './channel.js';
import { fullTimeOf, timeOf } from './dates.js';
import { MessageState } from './message-state.js';

interface MessageRowProps {
  readonly message: ChatMessage;
  readonly channel: AnyChannel;
  readonly startsRun: boolean;
  readonly showsState: boolean;
}

/** What someone said. Within a run, name and picture are not repeated. */
export function MessageRow(props: MessageRowProps): ReactElement {
  const { message, channel, startsRun, showsState } = props;
  const { locale } = useI18n();
  const { username } = useSession();
  const sender = message.username ?? username;
  const time = (
    <time dateTime={message.at} title={fullTimeOf(message.at, locale)}>
      {timeOf(message.at, locale)}
    </time>
  );
  return (
    <article
      className="message"
      data-run={startsRun ? 'start' : 'on'}
      data-state={message.state}
      data-mention={!message.mine && mentionsName(message.message, username)}
    >
      <div className="message-margin">{startsRun ? <Avatar name={sender} /> : time}</div>
      <div className="message-body">
        <p className={startsRun ? 'message-head' : 'visually-hidden'}>
          <bdi className="message-sender">{sender}</bdi> {startsRun && time}
        </p>
        <FormattedText text={message.message} username={username} />
        {showsState && <MessageState message={message} channel={channel} />}
      </div>
    </article>
  );
}
