import {
  useCallback,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type ReactElement,
} from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import { useTexts } from '../i18n/i18n-context.js';
import { titleOf, type AnyChannel } from './channel.js';
import { JumpToNewest } from './jump-to-newest.js';
import { OlderStatus } from './older-status.js';
import { placingOf } from './placing.js';
import type { Timeline, TimelineItem } from './timeline.js';
import { TimelineRow } from './timeline-row.js';
import './message-list.css';

/** So near to the end, one is at the end. In pixels. */
const AT_END = 40;
/** So near to the beginning, older messages are fetched. In pixels. */
const NEAR_BEGINNING = 1_200;

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
  const list = useRef<VirtualizerHandle>(null);
  const { items, shifted, era, ...older } = useSyncExternalStore(
    timeline.subscribe,
    timeline.getSnapshot,
  );
  const scroll = useScrolling(list, timeline, following, onFollowing, items.length);
  const [seenUpTo, setSeenUpTo] = useState(0);
  const lastSeq = channel.lastSeq;
  if (following && seenUpTo !== lastSeq) setSeenUpTo(lastSeq);

  return (
    <div className="messages-frame">
      <OlderStatus {...older} onRetry={() => void timeline.loadOlder()} />
      <section
        className="messages"
        aria-label={texts.conversation.messages(titleOf(channel))}
        tabIndex={0}
      >
        <div className="messages-spacer" />
        {older.complete && (
          <p className="beginning">{texts.conversation.beginning(titleOf(channel))}</p>
        )}
        <Virtualizer
          key={era}
          ref={list}
          as="ol"
          item="li"
          data={items}
          shift={shifted}
          onScroll={scroll.onScroll}
          onResize={scroll.onResize}
        >
          {(item: TimelineItem, index: number) => (
            <TimelineRow
              key={item.key}
              item={item}
              channel={channel}
              isLast={index === items.length - 1}
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

interface Scrolling {
  readonly onScroll: (offset: number) => void;
  readonly onResize: () => void;
  readonly toNewest: () => void;
}

/** Stays at the end if it was there, fetches older messages near the beginning. */
function useScrolling(
  list: React.RefObject<VirtualizerHandle | null>,
  timeline: Timeline,
  following: boolean,
  onFollowing: (following: boolean) => void,
  count: number,
): Scrolling {
  const lastOffset = useRef(0);

  const toNewest = useCallback(() => {
    onFollowing(true);
    list.current?.scrollToIndex(count - 1, { align: 'end' });
  }, [list, onFollowing, count]);

  useLayoutEffect(() => {
    timeline.setFollowing(following);
    if (following) list.current?.scrollToIndex(count - 1, { align: 'end' });
  });

  const onScroll = (offset: number): void => {
    const handle = list.current;
    if (!handle) return;
    const left = handle.scrollSize - handle.viewportSize - offset;
    const upwards = offset < lastOffset.current;
    lastOffset.current = offset;
    if (offset < NEAR_BEGINNING) void timeline.loadOlder();
    // Only the reader goes up; what arrives merely makes the list longer.
    if (left <= AT_END) onFollowing(true);
    else if (upwards) onFollowing(false);
  };

  const onResize = (): void => {
    if (following) list.current?.scrollToIndex(count - 1, { align: 'end' });
  };

  return { onScroll, onResize, toNewest };
}
