import type { Person, User } from '../identity/user.js';
import type { Device } from '../presence/device.js';
import {
  PresenceStore,
  type MissedStatus,
  type PresenceChange,
  type PresentPage,
  type Transition,
} from '../presence/presence.store.js';
import { ChatException, type DeviceStatus, type PersonStatus } from '../protocol/index.js';
import { DepartedPeople } from './departed-people.js';
import { LocalDevices } from './local-devices.js';
import { MemoryPresenceStore } from './memory-presence.store.js';
import { PeopleElsewhere } from './people-elsewhere.js';
import { PresenceNews } from './presence.news.js';
import { PresenceRegistry, RegistryAwayError, type RegistryOptions } from './presence.registry.js';
import { isUser, parseUser, textsOf, toStatus } from './presence.replies.js';
import { PresenceReturn } from './presence.return.js';
import type { RedisConnection } from './redis.connection.js';
import { ToldStatuses } from './told-statuses.js';

/** How long the devices of a node that goes are kept for their people to come back. Milliseconds. */
const FAREWELL_MS = 5_000;
/** What a client is told to wait when presence cannot be known. Milliseconds. */
const RETRY_AFTER_MS = 1_000;

/**
 * Presence of a cluster, in Redis, where a node's devices last as long as its lease; the surviving
 * nodes see those of a dead one off. Each node also keeps its own devices in memory. From there it
 * enters them again when Redis was emptied, and answers while Redis is away: then everyone on this node
 * is here, and the others are as they last were.
 */
export class RedisPresenceStore extends PresenceStore {
  private readonly registry: PresenceRegistry;
  private readonly local = new MemoryPresenceStore();
  private readonly devices = new LocalDevices();
  private readonly told = new ToldStatuses();
  private readonly elsewhere: PeopleElsewhere;
  private readonly news: PresenceNews;
  private readonly returning: PresenceReturn;
  private readonly departed = new DepartedPeople();
  private retired = false;

  constructor(connection: RedisConnection, options: RegistryOptions) {
    super();
    this.registry = new PresenceRegistry(
      connection,
      options,
      (wasReaped) => this.returning.enterAll(wasReaped),
      () => this.elsewhere.refresh(),
      () => this.reap(),
    );
    this.elsewhere = new PeopleElsewhere(
      this.registry,
      (userId) => this.local.has(userId),
      (missed) => this.news.tellMissed(missed),
    );
    this.news = new PresenceNews(this.local, this.elsewhere);
    this.returning = new PresenceReturn(this.registry, this.memory(), this.news);
  }

  /** Of this node's lease: whether it has one, and what it counts. */
  get lease() {
    const { hasLease, counters } = this.registry;
    return { isHeld: hasLease, ...counters };
  }

  /** Takes the node's lease. */
  start(): Promise<void> {
    return this.registry.start();
  }

  /** Renews the lease no more. */
  stop(): void {
    this.registry.stop();
  }

  /** The people who have a device on this node. */
  localUsers(): User[] {
    return this.devices.users();
  }

  /** Another node tells how someone is. False: this node's people were told so already. */
  noteElsewhere(person: Person, status: PersonStatus): boolean {
    const isNews = this.elsewhere.isNews(person, status);
    this.elsewhere.note(person, status);
    return isNews;
  }

  /** What other nodes told may have been missed. */
  distrust(): void {
    this.elsewhere.distrust();
  }

  override async connect(device: Device): Promise<Transition> {
    const guess = await this.local.connect(device);
    this.devices.connect(device);
    return this.change(device, guess, () => this.returning.enterDevice(device.id));
  }

  override async disconnect(device: Device): Promise<Transition & { left: string[] }> {
    const guess = await this.local.disconnect(device);
    this.devices.disconnect(device);
    if (this.retired) return { before: 'offline', after: 'offline', left: [] };
    let left = guess.left;
    const transition = await this.change(device, guess, async () => {
      const [before, after, elsewhere, ...rooms] = textsOf(
        await this.registry.ask('disconnect', device.id, device.user.id),
      );
      left = rooms;
      return [before, after, elsewhere];
    });
    return { ...transition, left };
  }

  override async setStatus(device: Device, status: DeviceStatus): Promise<Transition> {
    const guess = await this.local.setStatus(device, status);
    this.devices.setStatus(device, status);
    return this.change(device, guess, async () =>
      textsOf(await this.registry.ask('setStatus', device.id, device.user.id, status)),
    );
  }

  override async statusesOf(userIds: readonly string[]): Promise<PersonStatus[]> {
    if (userIds.length === 0) return [];
    const known = await this.orLocally(
      async () => textsOf(await this.registry.ask('statuses', ...userIds)).map(toStatus),
      async () => [],
    );
    const here = await this.local.statusesOf(userIds);
    return userIds.map((id, at) =>
      livelier(
        livelier(known[at] ?? 'offline', here[at] ?? 'offline'),
        this.registry.isComplete ? 'offline' : this.elsewhere.statusOf(id),
      ),
    );
  }

  override async enter(device: Device, roomId: string): Promise<boolean> {
    const guess = await this.local.enter(device, roomId);
    this.devices.enter(device, roomId);
    const { id, user } = device;
    return this.orLocally(
      async () => (await this.registry.ask('enter', id, user.id, user.nameKey, roomId)) === 1,
      async () => guess,
    );
  }

  override async leave(device: Device, roomId: string): Promise<boolean> {
    const guess = await this.local.leave(device, roomId);
    this.devices.leave(device, roomId);
    return this.orLocally(
      async () => (await this.registry.ask('leave', device.id, device.user.id, roomId)) === 1,
      async () => guess,
    );
  }

  override async present(roomId: string, limit: number, after?: string): Promise<PresentPage> {
    // Names hold no control characters: this is behind all who are listed by the key `after`.
    const from = after === undefined ? '-' : `(${after}\u0001`;
    return this.orLocally(
      async () => {
        const found = textsOf(await this.registry.ask('present', roomId, from, limit + 1));
        const users = found.slice(0, limit).map(parseUser).filter(isUser);
        return { users, complete: found.length <= limit };
      },
      () => this.local.present(roomId, limit, after),
    );
  }

  override async arePresent(roomId: string, userIds: readonly string[]): Promise<boolean[]> {
    if (userIds.length === 0) return [];
    return this.orLocally(
      async () =>
        textsOf(await this.registry.ask('arePresent', roomId, ...userIds)).map(
          (one) => one === '1',
        ),
      () => this.local.arePresent(roomId, userIds),
    );
  }

  override async isConnected(userId: string): Promise<boolean> {
    if (await this.local.isConnected(userId)) return true;
    const unknown = new ChatException('UNAVAILABLE', { retryAfterMs: RETRY_AFTER_MS });
    const [status] = await this.orLocally(
      async () => textsOf(await this.registry.ask('statuses', userId)),
      () => Promise.reject(unknown),
    );
    if (status !== 'offline') return true;
    if (!this.registry.isComplete) throw unknown;
    return false;
  }

  override onChange(listener: (change: PresenceChange) => void): void {
    this.news.onChange(listener);
  }

  override onMissed(listener: (missed: MissedStatus) => void): void {
    this.news.onMissed(listener);
  }

  override async retire(): Promise<void> {
    this.retired = true;
    await this.registry.retire(FAREWELL_MS);
  }

  private memory() {
    const { devices, told, departed, local } = this;
    const isHere = (userId: string) => local.has(userId);
    const statusesOf = (userIds: readonly string[]) => this.statusesOf(userIds);
    return { devices, told, departed, isHere, statusesOf };
  }

  /** Asks Redis for a transition, and takes this node's own word for it while it is away. */
  private async change(
    { user }: Device,
    guess: Transition,
    ask: () => Promise<(string | undefined)[]>,
  ): Promise<Transition> {
    const isLocal = await this.local.isConnected(user.id);
    try {
      const [before, after, elsewhere] = await ask();
      this.told.confirm(user.id, toStatus(after), elsewhere === '1', isLocal);
      if (!isLocal) this.elsewhere.note(user, toStatus(after));
      return { before: toStatus(before), after: toStatus(after) };
    } catch (fault) {
      requireAway(fault);
      const told = this.told.guess(user.id, guess, this.elsewhere.statusOf(user.id));
      if (guess.after !== 'offline') this.departed.delete(user.id);
      else this.departed.add({ user, toldHere: told.after === 'offline' });
      return told;
    }
  }

  private async orLocally<T>(ask: () => Promise<T>, locally: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (fault) {
      requireAway(fault);
      return locally();
    }
  }

  private async reap(): Promise<void> {
    for (;;) {
      const reaped = await this.registry.reap();
      if (reaped.length === 0) return;
      for (const entry of reaped) this.tellReaped(entry);
    }
  }

  private tellReaped([json = '', before, after, ...left]: string[]): void {
    const user = parseUser(json);
    if (!isUser(user)) return;
    this.news.tell({ user, before: toStatus(before), after: toStatus(after), joined: [], left });
  }
}

/** How someone is who is the one by what one source knows, and the other by another. */
function livelier(one: PersonStatus, other: PersonStatus): PersonStatus {
  if (one === 'online' || other === 'online') return 'online';
  return one === 'offline' ? other : one;
}

function requireAway(fault: unknown): void {
  if (!(fault instanceof RegistryAwayError)) throw fault;
}
