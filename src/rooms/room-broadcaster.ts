import type {
  Message,
  PresenceEvent,
  RoomMembersEvent,
  StoredMessage,
  TypingEvent,
} from '../protocol/index.js';

/** A committed message and who is to see it. */
export interface Delivery {
  readonly message: StoredMessage;
  readonly senderId: string;
  /** The device that sent it, which has the acknowledgement instead. Absent: sent by the host. */
  readonly fromDevice?: string;
  /** The room whose devices see it; or for a private message, the two people, all their devices. */
  readonly to: { readonly roomId: string } | { readonly userIds: readonly [string, string] };
  /** Goes to the sender's own other devices only. */
  readonly clientId?: string;
}

/**
 * Port: live delivery, at most once. It never waits for a reader and never fails: the log is the
 * truth, a live event is a hint. What is passed in one call, and in calls one after the other, each
 * device sees in that order.
 */
export abstract class RoomBroadcaster {
  /** From now on the device sees what is sent to the room. Takes effect at once on its node. */
  abstract subscribe(deviceId: string, roomId: string): void;
  abstract unsubscribe(deviceId: string, roomId: string): void;
  /** From now on the device sees what is sent to its person. */
  abstract identify(deviceId: string, userId: string): void;
  /** Messages that were committed together. */
  abstract deliver(deliveries: readonly Delivery[]): void;
  /** Messages for one device, such as those that waited for its person. */
  abstract deliverTo(deviceId: string, messages: readonly Message[]): void;
  /** A notice to the room, but not to the devices of the person that it is about. */
  abstract notice(roomId: string, aboutUserId: string, notice: Message): void;
  abstract roomMembers(roomId: string, delta: RoomMembersEvent): void;
  /** To the rooms and people listed, once for each device, but not to the person's own. */
  abstract presence(
    aboutUserId: string,
    to: { roomIds: readonly string[]; userIds: readonly string[] },
    change: PresenceEvent,
  ): void;
  /** Volatile: dropped for a device that is slow. Not to the devices of who types. */
  abstract typing(
    aboutUserId: string,
    to: { roomId: string } | { userId: string },
    change: TypingEvent,
  ): void;
}
