import { useEffect, useState } from 'react';
import type { ChannelSnapshot } from '../../../src/client/index.js';
import type { AnyChannel } from './channel.js';
import { usePageVisible } from './use-page-visible.js';

/** The `seq` before the oldest of the newest `unread` messages of others. */
function whereReadingStopped({ messages, unread, lastSeq }: ChannelSnapshot): number | undefined {
  let left = unread;
  for (const message of messages.toReversed()) {
    if (left === 0) break;
    if (message.state !== 'sent' || message.mine) continue;
    left -= 1;
    if (left === 0) return message.seq - 1;
  }
  return unread > 0 ? lastSeq - unread : undefined;
}

/**
 * Marks what is on the screen as read.
 * @returns the `seq` where reading had stopped before this visit, for the line that says so.
 */
export function useReading(
  channel: AnyChannel,
  snapshot: ChannelSnapshot,
  following: boolean,
): number | undefined {
  const visible = usePageVisible();
  const [stopped, setStopped] = useState<number>();
  const { loaded, unread, lastSeq } = snapshot;

  useEffect(() => {
    if (!loaded) return;
    // Before what is on the screen is marked as read, and nothing is left to tell it by.
    const place = whereReadingStopped(channel.snapshot);
    setStopped((before) => before ?? place);
  }, [channel, loaded]);

  useEffect(() => {
    // Whoever comes back finds the line where they left.
    if (!visible) setStopped(channel.lastSeq);
  }, [channel, visible]);

  useEffect(() => {
    if (!visible || !following || !loaded || unread === 0) return;
    // It is marked again with the next message, or the next visit.
    channel.markRead(lastSeq).catch(() => {});
  }, [channel, visible, following, loaded, unread, lastSeq]);

  return stopped;
}
