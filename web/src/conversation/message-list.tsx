import { useRef, useState, useSyncExternalStore, type ReactElement } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useTexts } from '../i18n/i18n-context.js';
import { isRoom, titleOf, type AnyChannel } from './channel.js';
import { JumpToNewest } from './jump-to-newest.js';
import { OlderStatus } from './older-status.js';
import { newestMessageIn, placingOf } from './placing.js';
import type { Timeline, TimelineItem } from './timeline.js';
import { TimelineRow } from './timeline-row.js';
import { useScrolling } from './use-scrolling.js';
import './message-list.css';

/** So far beyond the screen rows are drawn: a turn of the wheel finds them there. In pixels. */
const DRAWN_AHEAD = 800;

interface MessageListProps {
  readonly channel: AnyChannel;
  readonly timeline: Timeline;
  /** The `seq` where reading stopped. */
  readonly readUpTo: number | undefined;
  readonly following: boolean;
  readonly onFollowing: (following: boolean) => void;
}

/** The messages: only those on the screen are in the document. */
export function MessageList(props: MessageListProps): ReactElement {
  const { channel, timeline, readUpTo, following, onFollowing } = props;
  const texts = useTexts();
  const frame = useRef<HTMLElement>(null);
  const list = useRef<VirtualizerHandle>(null);
  const { items, shifted, era, ...older } = useSyncExternalStore(
    timeline.subscribe,
    timeline.getSnapshot,
  );
  const scroll = useScrolling({ frame, list, timeline, following, onFollowing });
  const [seenUpTo, setSeenUpTo] = useState(0);
  const lastSeq = channel.lastSeq;
  const newest = newestMessageIn(items);
  if (following && seenUpTo !== lastSeq) setSeenUpTo(lastSeq);

  return (
    <div className="messages-frame">
      <OlderStatus {...older} onRetry={() => void timeline.loadOlder()} />
      <section
        ref={frame}
        className="messages"
        aria-label={texts.conversation.messages(titleOf(channel))}
        tabIndex={0}
      >
        <div className="messages-spacer" />
        {(older.complete || lastSeq === 0) && (
          <p className="beginning">
            {isRoom(channel)
              ? texts.conversation.beginning(channel.name)
              : texts.conversation.beginningWith(channel.with)}{' '}
            {lastSeq === 0 && texts.conversation.empty}
          </p>
        )}
        <Virtualizer
          key={era}
          ref={list}
          as="ol"
          item="li"
          data={items}
          shift={shifted}
          bufferSize={DRAWN_AHEAD}
          onScroll={scroll.onScroll}
          onResize={scroll.onResize}
        >
          {(item: TimelineItem, index: number) => (
            <TimelineRow
              key={item.key}
              item={item}
              channel={channel}
              isNewest={index === newest}
              {...placingOf(item, items[index - 1], readUpTo)}
            />
          )}
        </Virtualizer>
      </section>
      {!following && <JumpToNewest count={countNews(items, seenUpTo)} onJump={scroll.toNewest} />}
    </div>
  );
}

/** How many messages of others came after the one with this `seq`. */
function countNews(items: readonly TimelineItem[], seq: number): number {
  let count = 0;
  for (let index = items.length - 1; index >= 0; index -= 1) {
    const item = items[index];
    if (!item || !('seq' in item)) continue;
    if (item.seq <= seq) break;
    if (!item.mine) count += 1;
  }
  return count;
}
