import type { Notice, PresenceEvent, TypingEvent } from '../protocol/index.js';
import type { Movement } from '../rooms/movements.js';
import type { Delivery } from '../rooms/room-broadcaster.js';

/** What nodes tell each other of what their sockets are to be sent. */
export interface BusBodies {
  deliver: readonly Delivery[];
  notice: { roomId: string; aboutUserId: string; notice: Notice };
  presence: {
    aboutUserId: string;
    to: { roomIds: readonly string[]; userIds: readonly string[] };
    change: PresenceEvent;
  };
  typing: {
    aboutUserId: string;
    to: { roomId: string } | { userId: string };
    change: TypingEvent;
  };
  dissolve: { roomId: string };
  disconnect: { userId: string; id: string };
  movement: Movement;
}

type Guards = { readonly [T in keyof BusBodies]: (body: unknown) => body is BusBodies[T] };

/**
 * The boundary at which what another node sent is taken for what it should be. Nodes of a cluster
 * trust each other; the guards see to it that one of another release does no harm.
 */
export const BUS_GUARDS: Guards = {
  deliver: (body): body is BusBodies['deliver'] => Array.isArray(body) && body.every(isDelivery),
  notice: (body): body is BusBodies['notice'] => has(body, 'roomId', 'aboutUserId', 'notice'),
  presence: (body): body is BusBodies['presence'] =>
    has(body, 'aboutUserId', 'to', 'change') && has(body['to'], 'roomIds', 'userIds'),
  typing: (body): body is BusBodies['typing'] => has(body, 'aboutUserId', 'to', 'change'),
  dissolve: (body): body is BusBodies['dissolve'] => has(body, 'roomId'),
  disconnect: (body): body is BusBodies['disconnect'] => has(body, 'userId', 'id'),
  movement: (body): body is Movement =>
    has(body, 'room', 'username', 'event') && has(body['room'], 'id', 'name'),
};

function isDelivery(value: unknown): boolean {
  return (
    has(value, 'message', 'roomId', 'senderId') &&
    has(value['message'], 'seq') &&
    typeof value['message']['seq'] === 'number'
  );
}

function has(value: unknown, ...fields: readonly string[]): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && fields.every((field) => field in value);
}
