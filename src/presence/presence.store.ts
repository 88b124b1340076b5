import type { Person, User } from '../identity/user.js';
import type { DeviceStatus, PersonStatus } from '../protocol/index.js';
import type { Device } from './device.js';

/** A person's status before and after a change; equal when others see no difference. */
export interface Transition {
  readonly before: PersonStatus;
  readonly after: PersonStatus;
}

/** A transition, and the rooms that someone's first device came into, or their last one left. */
export interface PresenceChange extends Transition {
  readonly user: User;
  readonly joined: readonly string[];
  readonly left: readonly string[];
  /** This node's people were told already, and only those of other nodes were not. */
  readonly toldHere?: boolean;
}

/** How someone is, of whom this node's people were told otherwise, or nothing. */
export interface MissedStatus {
  readonly person: Person;
  readonly status: PersonStatus;
}

/** A page of the people in a room, ordered by `nameKey`. */
export interface PresentPage {
  readonly users: User[];
  readonly complete: boolean;
}

/**
 * Port: which devices are connected, with what status, and in which rooms they are.
 *
 * Nothing in it outlives its devices: a node that dies takes its devices with it (at once in memory,
 * by the end of a lease in a cluster). Every method is atomic, so that of two devices of one person
 * that enter a room at once, exactly one is told that it was the first. Methods for a device that is
 * not connected change nothing. A person is away when all devices are, offline when none is left.
 */
export abstract class PresenceStore {
  /** Adds a device, `online`. */
  abstract connect(device: Device): Promise<Transition>;
  /**
   * Takes a device out of everything.
   * @returns the person's transition, and the rooms in which it was their last device.
   */
  abstract disconnect(device: Device): Promise<Transition & { left: string[] }>;
  abstract setStatus(device: Device, status: DeviceStatus): Promise<Transition>;
  /** Statuses of these people, in their order. */
  abstract statusesOf(userIds: readonly string[]): Promise<PersonStatus[]>;
  /** Puts a device into a room. True if it is the first of its person there. */
  abstract enter(device: Device, roomId: string): Promise<boolean>;
  /** Takes a device out of a room. True if it was the last of its person there. */
  abstract leave(device: Device, roomId: string): Promise<boolean>;
  /**
   * The people who have a device in a room.
   * @param after the `nameKey` that the page starts behind; from the start if absent.
   * @param limit at least 1.
   */
  abstract present(roomId: string, limit: number, after?: string): Promise<PresentPage>;
  /** Which of these people have a device in the room? In their order. */
  abstract arePresent(roomId: string, userIds: readonly string[]): Promise<boolean[]>;
  /**
   * Has this person a device, on whichever node? The one question that is never guessed at, as names
   * are given away on its answer.
   * @throws ChatException UNAVAILABLE: it cannot be known now.
   */
  abstract isConnected(userId: string): Promise<boolean>;
  /** Tells of changes that no call on this node led to, such as the end of devices of a dead node. */
  abstract onChange(listener: (change: PresenceChange) => void): void;
  /** Tells what this node's people, and perhaps no others, missed while nodes did not hear each other. */
  abstract onMissed(listener: (missed: MissedStatus) => void): void;
  /**
   * The node goes: in a cluster its devices stay for a few seconds, so that whoever comes back on
   * another node was never gone. Nothing changes afterwards.
   */
  abstract retire(): Promise<void>;
}
