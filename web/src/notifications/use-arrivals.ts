import { useEffect, useRef } from 'react';
import type { ChatClient, SentMessage } from '../../../src/client/index.js';
import { isRoom, listen, type AnyChannel } from '../conversation/channel.js';
import { framed } from '../drawing/framed.js';
import { mentionsName } from '../formatting/mentions.js';
import { useSession } from '../session/session-context.js';

type OnArrival = (message: SentMessage, channel: AnyChannel) => void;

/** Listens to every room and conversation, those included that come later. Returns how to stop. */
function listenToAll(client: ChatClient, onMessage: OnArrival): () => void {
  const stops = new Map<AnyChannel, () => void>();
  const follow = (): void => {
    const channels = new Set<AnyChannel>([...client.rooms, ...client.conversations]);
    for (const [channel, stop] of stops) {
      if (channels.has(channel)) continue;
      stop();
      stops.delete(channel);
    }
    for (const channel of channels) {
      if (stops.has(channel)) continue;
      stops.set(
        channel,
        listen(channel, 'message', (message) => onMessage(message, channel)),
      );
    }
  };
  const stopFollowing = [framed(client.subscribe)(follow), client.on('conversation', follow)];
  follow();
  return () => {
    for (const stop of [...stopFollowing, ...stops.values()]) stop();
  };
}

/** Calls `onArrival` with each message that is meant for this reader: private, or a mention. */
export function useArrivals(onArrival: OnArrival): void {
  const { client, username } = useSession();
  const latest = useRef(onArrival);
  useEffect(() => {
    latest.current = onArrival;
  });

  useEffect(() => {
    const onMessage: OnArrival = (message, channel) => {
      if (message.mine) return;
      if (isRoom(channel) && !mentionsName(message.message, username)) return;
      latest.current(message, channel);
    };
    return listenToAll(client, onMessage);
  }, [client, username]);
}
