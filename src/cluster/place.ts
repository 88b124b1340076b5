import type { StoredMessage } from '../protocol/index.js';
import type { LogEntry } from '../rooms/message.repository.js';
import type { Delivery } from '../rooms/room-broadcaster.js';
import { privateMessage, roomMessage } from '../rooms/wire-message.js';

/** A person of a private conversation. */
export interface Party {
  readonly id: string;
  readonly username: string;
}

/** Where messages are said: enough to deliver one that was read from its log. */
export type Place = { readonly room: string } | { readonly pair: readonly [Party, Party] };

/** Where a message was said. */
export function placeOf({ message, senderId, recipientId }: Delivery): Place {
  if (recipientId === undefined) return { room: message.room ?? '' };
  const sender = { id: senderId, username: message.username };
  return { pair: [sender, { id: recipientId, username: message.target ?? '' }] };
}

/**
 * A message that was read from a log, as if it came from the node that it was sent on.
 * @param fromDevice the device of this node that sends it at this moment.
 */
export function deliveryAt(place: Place, entry: LogEntry, fromDevice?: string): Delivery {
  const { roomId, senderId, clientId } = entry;
  const common = {
    roomId,
    senderId,
    ...(clientId !== null && { clientId }),
    ...(fromDevice !== undefined && { fromDevice }),
  };
  if ('room' in place) return { ...common, message: roomMessage(place.room, entry) };
  const [one, other] = place.pair;
  const recipient = one.id === senderId ? other : one;
  const message: StoredMessage = privateMessage(recipient.username, entry);
  return { ...common, message, recipientId: recipient.id };
}
