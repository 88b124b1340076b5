import { memo, type ReactElement } from 'react';
import { useI18n } from '../i18n/i18n-context.js';
import type { AnyChannel } from './channel.js';
import { dayName } from './dates.js';
import { MessageRow } from './message-row.js';
import { NoticeRow } from './notice-row.js';
import type { Placing } from './placing.js';
import type { TimelineItem } from './timeline.js';

interface TimelineRowProps extends Placing {
  readonly item: TimelineItem;
  readonly channel: AnyChannel;
  /** Nothing was said after it. */
  readonly isNewest: boolean;
}

/** An item of the list with what stands above it. */
export const TimelineRow = memo(function TimelineRow(props: TimelineRowProps): ReactElement {
  const { texts, locale } = useI18n();
  const { item, startsDay, startsNew } = props;
  return (
    <>
      {startsDay && (
        <p className="day-separator">
          <span>{dayName(item.at, locale, texts)}</span>
        </p>
      )}
      {startsNew && (
        <p className="new-separator">
          <span>{texts.conversation.newFromHere}</span>
        </p>
      )}
      {'state' in item ? (
        <MessageRow
          message={item}
          channel={props.channel}
          startsRun={props.startsRun}
          showsState={item.mine && (props.isNewest || item.state !== 'sent')}
        />
      ) : (
        <NoticeRow notice={item} />
      )}
    </>
  );
});
