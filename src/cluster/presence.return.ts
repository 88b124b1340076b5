import { Logger } from '@nestjs/common';
import type { PersonStatus } from '../protocol/index.js';
import type { DepartedPeople, Departed } from './departed-people.js';
import type { LocalDevices } from './local-devices.js';
import type { PresenceNews } from './presence.news.js';
import type { PresenceRegistry } from './presence.registry.js';
import { textsOf, toStatus } from './presence.replies.js';
import type { ToldStatuses } from './told-statuses.js';

/** The most devices that are entered at once. */
const CHUNK = 100;

/** What a node knows without Redis. */
export interface NodeMemory {
  readonly devices: LocalDevices;
  readonly told: ToldStatuses;
  readonly departed: DepartedPeople;
  /** Has the person a device on this node? */
  readonly isHere: (userId: string) => boolean;
  readonly statusesOf: (userIds: readonly string[]) => Promise<PersonStatus[]>;
}

/** Enters a node's devices in Redis: each when it comes, and all again when Redis has lost them. */
export class PresenceReturn {
  private readonly logger = new Logger('Presence');

  constructor(
    private readonly registry: PresenceRegistry,
    private readonly memory: NodeMemory,
    private readonly news: PresenceNews,
  ) {}

  /** @returns what the script `connect` does. @throws RegistryAwayError */
  async enterDevice(deviceId: string): Promise<string[]> {
    const known = this.memory.devices.get(deviceId);
    if (!known) return ['offline', 'offline', '0'];
    const { device, status, rooms } = known;
    const { id, nameKey } = device.user;
    const json = JSON.stringify(device.user);
    return textsOf(
      await this.registry.ask('connect', deviceId, id, json, status, nameKey, ...rooms),
    );
  }

  /**
   * Brings what Redis has of this node in line with what it has, and tells what was not told.
   * @param wasReaped others took this node for dead, and told everyone that its people went.
   * @throws RegistryAwayError
   */
  async enterAll(wasReaped: boolean): Promise<void> {
    const { devices, told } = this.memory;
    if (wasReaped) told.clear();
    await this.dropUnknown();
    const ids = devices.ids();
    for (let at = 0; at < ids.length; at += CHUNK) {
      await Promise.all(ids.slice(at, at + CHUNK).map((id) => this.enterAgain(id, wasReaped)));
    }
    await this.tellDeparted();
    if (ids.length > 0) this.logger.log(`${ids.length} devices are entered in Redis`);
  }

  private async dropUnknown(): Promise<void> {
    const entered = textsOf(await this.registry.ask('devices'));
    for (let at = 0; at < entered.length; at += 2) {
      const [deviceId = '', userId = ''] = entered.slice(at, at + 2);
      if (this.memory.devices.get(deviceId)) continue;
      await this.registry.ask('disconnect', deviceId, userId);
    }
  }

  private async enterAgain(deviceId: string, wasReaped: boolean): Promise<void> {
    const { devices, told } = this.memory;
    const known = devices.get(deviceId);
    if (!known) return;
    const { user } = known.device;
    const [before, after, elsewhere, ...rooms] = await this.enterDevice(deviceId);
    const untold = told.settle(user.id, toStatus(before), toStatus(after), elsewhere === '1');
    const joined = wasReaped ? rooms : [];
    const nothing = { before: toStatus(after), after: toStatus(after) };
    if (untold || joined.length > 0) {
      this.news.tell({ user, ...(untold ?? nothing), joined, left: [] });
    }
  }

  /** Those who went while Redis was away: only this node's people were told. */
  private async tellDeparted(): Promise<void> {
    const departed = this.memory.departed.take();
    for (let at = 0; at < departed.length; at += CHUNK) {
      const some = departed.slice(at, at + CHUNK);
      const statuses = await this.memory.statusesOf(some.map(({ user }) => user.id));
      for (const [index, one] of some.entries()) this.tellOne(one, statuses[index] ?? 'offline');
    }
  }

  private tellOne({ user, toldHere }: Departed, after: PersonStatus): void {
    if (after === 'offline') {
      this.news.tell({ user, before: 'online', after, joined: [], left: [], toldHere });
    } else if (toldHere && !this.memory.isHere(user.id)) {
      // They had a device on another node, of which this one did not know.
      this.news.tellMissed({ person: user, status: after });
    }
  }
}
