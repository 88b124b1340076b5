import { Room, type ChannelEvents, type Conversation } from '../../../src/client/index.js';

/** What one can write to. */
export type AnyChannel = Room | Conversation;

export function isRoom(channel: AnyChannel): channel is Room {
  return channel instanceof Room;
}

/** What it is called: the room, or the other person. */
export function titleOf(channel: AnyChannel): string {
  return isRoom(channel) ? channel.name : channel.with;
}

/** Listens to what rooms and private conversations have in common. Returns how to stop. */
export function listen<E extends keyof ChannelEvents>(
  channel: AnyChannel,
  event: E,
  listener: (payload: ChannelEvents[E]) => void,
): () => void {
  return isRoom(channel) ? channel.on(event, listener) : channel.on(event, listener);
}
