import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import type { VirtualizerHandle } from 'virtua';
import type { Timeline } from './timeline.js';

/** So near to the end, one is at the end. In pixels. */
const AT_END = 40;
/** So near to the beginning, older messages are fetched. In pixels. */
const NEAR_BEGINNING = 1_200;

interface ScrollingOptions {
  /** What scrolls. */
  readonly frame: RefObject<HTMLElement | null>;
  readonly list: RefObject<VirtualizerHandle | null>;
  readonly timeline: Timeline;
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
  const { frame, list, timeline, following, onFollowing } = options;
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

  const stayAtEnd = (): void => {
    // The library's own `scrollToIndex` goes on for a while, and drags back whoever scrolls then.
    const box = frame.current;
    if (follows.current) box?.scrollTo({ top: box.scrollHeight, behavior: 'instant' });
  };

  useEffect(() => {
    follows.current = following;
    timeline.setFollowing(following);
  }, [timeline, following]);

  useLayoutEffect(stayAtEnd);

  const fetchNearBeginning = (): void => {
    const offset = list.current?.scrollOffset ?? Infinity;
    // After a failure it is the reader who tries again.
    if (offset >= NEAR_BEGINNING || timeline.getSnapshot().olderError) return;
    void timeline.loadOlder();
  };

  // Whoever is at the very beginning when a page arrives may never scroll again.
  useEffect(fetchNearBeginning);

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
