import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { Timeline, TimelineItem } from './timeline.js';

/** So near to the end, one is at the end. In pixels. */
const AT_END = 40;
/** So near to the beginning, older messages are fetched. In pixels. */
const NEAR_BEGINNING = 1_200;

interface ScrollingOptions {
  /** What scrolls. */
  readonly frame: RefObject<HTMLElement | null>;
  readonly list: RefObject<VirtualizerHandle | null>;
  readonly timeline: Timeline;
  readonly items: readonly TimelineItem[];
  readonly following: boolean;
  readonly onFollowing: (following: boolean) => void;
}

interface Scrolling {
  readonly onScroll: (offset: number) => void;
  readonly onResize: () => void;
  readonly toNewest: () => void;
}

/** Stays at the end if it was there, fetches older messages near the beginning. */
export function useScrolling(options: ScrollingOptions): Scrolling {
  const { frame, list, timeline, items, following, onFollowing } = options;
  const lastOffset = useRef(0);
  // What the reader did last, before the page has been drawn by it.
  const follows = useRef(following);

  const follow = useCallback(
    (next: boolean) => {
      follows.current = next;
      timeline.setFollowing(next);
      onFollowing(next);
    },
    [timeline, onFollowing],
  );

  const stayAtEnd = useCallback(() => {
    // The library's own `scrollToIndex` goes on for a while, and drags back whoever scrolls then.
    const box = frame.current;
    if (follows.current) box?.scrollTo({ top: box.scrollHeight, behavior: 'instant' });
  }, [frame]);

  useEffect(() => {
    follows.current = following;
    timeline.setFollowing(following);
  }, [timeline, following]);

  useLayoutEffect(stayAtEnd, [stayAtEnd, items, following]);

  const fetchNearBeginning = useCallback(() => {
    const offset = list.current?.scrollOffset ?? Infinity;
    if (offset < NEAR_BEGINNING) void timeline.loadOlder();
  }, [list, timeline]);

  // Whoever is at the very beginning when a page arrives may never scroll again.
  useEffect(fetchNearBeginning, [fetchNearBeginning, items]);

  const onScroll = (offset: number): void => {
    const handle = list.current;
    if (!handle) return;
    const left = handle.scrollSize - handle.viewportSize - offset;
    const upwards = offset < lastOffset.current;
    lastOffset.current = offset;
    // Only the reader goes up; what arrives merely makes the list longer.
    if (left <= AT_END) follow(true);
    else if (upwards) follow(false);
    fetchNearBeginning();
  };

  const toNewest = (): void => {
    follow(true);
    stayAtEnd();
  };

  return { onScroll, onResize: stayAtEnd, toNewest };
}
