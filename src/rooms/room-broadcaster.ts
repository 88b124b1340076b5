import type {
  Notice,
  PresenceEvent,
  RoomMembersEvent,
  StoredMessage,
  TypingEvent,
} from '../protocol/index.js';
import type { Reach } from '../presence/presence-audience.js';

/** A committed message and who is to see it. */
export interface Delivery {
  readonly message: StoredMessage;
  readonly roomId: string;
  readonly senderId: string;
  /** The device that sent it, which has the acknowledgement instead. Absent: sent by the host. */
  readonly fromDevice?: string | undefined;
  /** A private message's other person: it goes to all devices of the two, and to no room. */
  readonly recipientId?: string | undefined;
  /** Goes to the sender's own other devices only. */
  readonly clientId?: string | undefined;
}

/**
 * Port: live delivery, at most once. It never waits for a reader and never fails: the log is the
 * truth, a live event is a hint. What is passed in one call, and in calls one after the other, each
 * device sees in that order.
 */
export abstract class RoomBroadcaster {
  /**
   * From now on the device sees what is sent to the room. Takes effect at once on its node.
   * @param lastSeq the room's newest `seq`, as it was read before: what was committed after that is
   *   delivered.
   */
  abstract subscribe(deviceId: string, roomId: string, lastSeq: number): void;
  abstract unsubscribe(deviceId: string, roomId: string): void;
  /** Has this node a device that sees what is sent to the room? */
  abstract reaches(roomId: string): boolean;
  /** Has this node a device that sees what is sent to the person? */
  abstract reachesUser(userId: string): boolean;
  /** No device sees what is sent to the room from now on: it is gone. */
  abstract dissolve(roomId: string): void;
  /** From now on the device sees what is sent to its person. Takes effect at once on its node. */
  abstract identify(deviceId: string, userId: string): void;
  /**
   * Messages that were committed together. A private message that reached a device of its recipient
   * is noted in `DeliveryMarks`.
   */
  abstract deliver(deliveries: readonly Delivery[]): void;
  /** Messages for one device that waited for its person. False: the device is gone. */
  abstract deliverTo(deviceId: string, messages: readonly StoredMessage[]): boolean;
  /** A notice to the room, but not to the devices of the person that it is about. */
  abstract notice(roomId: string, aboutUserId: string, notice: Notice): void;
  /** To the room's devices on this node: each node tells its own what it gathered (`Movements`). */
  abstract roomMembers(roomId: string, delta: RoomMembersEvent): void;
  /** To the rooms and people listed, once for each device, but not to the person's own. */
  abstract presence(
    aboutUserId: string,
    to: { roomIds: readonly string[]; userIds: readonly string[] },
    change: PresenceEvent,
    reach: Reach,
  ): void;
  /** Volatile: dropped for a device that is slow. Not to the devices of who types. */
  abstract typing(
    aboutUserId: string,
    to: { roomId: string } | { userId: string },
    change: TypingEvent,
  ): void;
  /** Closes all connections of a person. */
  abstract disconnect(userId: string): void;
}
