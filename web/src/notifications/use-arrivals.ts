import { useEffect, useRef } from 'react';
import type { Conversation, SentMessage } from '../../../src/client/index.js';
import { isRoom, listen, type AnyChannel } from '../conversation/channel.js';
import { mentionsName } from '../formatting/mentions.js';
import { useClient, useSession } from '../session/session-context.js';

/** Calls `onArrival` with each message that is meant for this reader: private, or a mention. */
export function useArrivals(onArrival: (message: SentMessage, channel: AnyChannel) => void): void {
  const { client, username } = useSession();
  const { rooms, conversations } = useClient();
  const latest = useRef(onArrival);
  useEffect(() => {
    latest.current = onArrival;
  });

  useEffect(() => {
    const watch = (channel: AnyChannel): (() => void) =>
      listen(channel, 'message', (message) => {
        if (message.mine) return;
        if (isRoom(channel) && !mentionsName(message.message, username)) return;
        latest.current(message, channel);
      });
    const stops = [...client.rooms, ...client.conversations].map(watch);
    return () => {
      for (const stop of stops) stop();
    };
  }, [client, username, rooms.length, conversations.length]);

  useEffect(
    () =>
      client.on('conversation', (conversation: Conversation) => {
        const newest = conversation.messages.at(-1);
        // It is new to this page because someone has just written: that message came before anyone
        // could listen.
        if (newest?.state === 'sent' && !newest.mine) latest.current(newest, conversation);
      }),
    [client],
  );
}
