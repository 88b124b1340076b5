import { Injectable } from '@nestjs/common';
import { OnlineUsers } from '../identity/online-users.js';
import type { User } from '../identity/user.js';
import { UserRepository, type LastSeen } from '../identity/user.repository.js';
import type { DeviceStatus, Member } from '../protocol/index.js';
import type { Device } from './device.js';
import { ChatEvents } from './chat-events.js';
import { PresenceAudience } from './presence-audience.js';
import {
  PresenceStore,
  type PresenceChange,
  type PresentPage,
  type Transition,
} from './presence.store.js';
import { WriteBehind } from './write-behind.js';

/** Who is here, on which devices, in which rooms, and when those who are not were last seen. */
@Injectable()
export class PresenceService extends OnlineUsers {
  private readonly lastSeen: WriteBehind<LastSeen>;

  constructor(
    private readonly store: PresenceStore,
    private readonly audience: PresenceAudience,
    private readonly events: ChatEvents,
    users: UserRepository,
  ) {
    super();
    this.lastSeen = new WriteBehind((seen) => users.touchAll(seen));
  }

  /** Times of last sight that wait to be written. */
  get queueLength(): number {
    return this.lastSeen.size;
  }

  /** A device has come. */
  async connect(device: Device): Promise<void> {
    await this.changed(device.user, await this.store.connect(device));
  }

  /**
   * A device has gone.
   * @returns the rooms in which it was the last of its person.
   */
  async disconnect(device: Device): Promise<string[]> {
    const { left, ...transition } = await this.store.disconnect(device);
    await this.changed(device.user, transition);
    return left;
  }

  async setStatus(device: Device, status: DeviceStatus): Promise<void> {
    await this.changed(device.user, await this.store.setStatus(device, status));
  }

  override isOnline(userId: string): Promise<boolean> {
    return this.store.isConnected(userId);
  }

  /** Has changes told that nothing on this node led to; `listener` sees to the rooms. */
  watch(listener: (change: PresenceChange) => void): void {
    this.store.onChange((change) => {
      if (change.toldHere)
        void this.audience.tell(change.user, change.after, Date.now(), 'elsewhere');
      else void this.changed(change.user, change);
      listener(change);
    });
    this.store.onMissed(({ person, status }) => {
      void this.audience.tell(person, status, Date.now(), 'here');
    });
  }

  /** This node goes, and its devices with it. */
  retire(): Promise<void> {
    return this.store.retire();
  }

  /** Puts a device into a room. True if it is the first of its person there. */
  enter(device: Device, roomId: string): Promise<boolean> {
    return this.store.enter(device, roomId);
  }

  /** Takes a device out of a room. True if it was the last of its person there. */
  leave(device: Device, roomId: string): Promise<boolean> {
    return this.store.leave(device, roomId);
  }

  /** The people who have a device in the room, ordered by `nameKey`. */
  present(roomId: string, limit: number, after?: string): Promise<PresentPage> {
    return this.store.present(roomId, limit, after);
  }

  /** Which of these people have a device in the room? In their order. */
  arePresent(roomId: string, userIds: readonly string[]): Promise<boolean[]> {
    return this.store.arePresent(roomId, userIds);
  }

  /** People as others see them, in their order. */
  async describe(users: readonly User[]): Promise<Member[]> {
    const statuses = await this.store.statusesOf(users.map((user) => user.id));
    return users.map(({ username, lastSeenAt }, at) => {
      const status = statuses[at] ?? 'offline';
      if (status !== 'offline') return { username, status };
      return { username, status, lastSeenAt: new Date(lastSeenAt).toISOString() };
    });
  }

  /** Writes what was gathered about who was last seen when. */
  flush(): Promise<void> {
    return this.lastSeen.flush();
  }

  private async changed(user: User, { before, after }: Transition): Promise<void> {
    if (before === after) return;
    const at = Date.now();
    if (before === 'offline' || after === 'offline') {
      this.lastSeen.put(user.id, { userId: user.id, at });
      this.events.emit(after === 'offline' ? 'user.offline' : 'user.online', { user });
    }
    await this.audience.tell(user, after, at, 'everywhere');
  }
}
