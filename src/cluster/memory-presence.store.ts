import { Injectable } from '@nestjs/common';
import type { Device } from '../presence/device.js';
import { PresenceStore, type PresentPage, type Transition } from '../presence/presence.store.js';
import type { DeviceStatus, PersonStatus } from '../protocol/index.js';
import { SortedPeople } from './sorted-people.js';

interface ConnectedDevice {
  status: DeviceStatus;
  /** The rooms that this device is in. */
  readonly rooms: Set<string>;
}

interface RoomPresence {
  readonly people: SortedPeople;
  /** How many devices each person has here. */
  readonly devices: Map<string, number>;
}

/** Presence of one node, which is the whole server: everything is in this process. */
@Injectable()
export class MemoryPresenceStore extends PresenceStore {
  private readonly devicesOf = new Map<string, Map<string, ConnectedDevice>>();
  private readonly rooms = new Map<string, RoomPresence>();

  override async connect({ id, user }: Device): Promise<Transition> {
    const before = this.statusOf(user.id);
    const devices = this.devicesOf.get(user.id) ?? new Map<string, ConnectedDevice>();
    this.devicesOf.set(user.id, devices);
    devices.set(id, { status: 'online', rooms: new Set() });
    return { before, after: 'online' };
  }

  override async disconnect(device: Device): Promise<Transition & { left: string[] }> {
    const before = this.statusOf(device.user.id);
    const devices = this.devicesOf.get(device.user.id);
    const connected = devices?.get(device.id);
    if (!devices || !connected) return { before, after: before, left: [] };
    const left = [...connected.rooms].filter((roomId) => this.remove(device, connected, roomId));
    devices.delete(device.id);
    if (devices.size === 0) this.devicesOf.delete(device.user.id);
    return { before, after: this.statusOf(device.user.id), left };
  }

  override async setStatus(device: Device, status: DeviceStatus): Promise<Transition> {
    const before = this.statusOf(device.user.id);
    const connected = this.find(device);
    if (connected) connected.status = status;
    return { before, after: this.statusOf(device.user.id) };
  }

  override async statusesOf(userIds: readonly string[]): Promise<PersonStatus[]> {
    return userIds.map((userId) => this.statusOf(userId));
  }

  override async enter(device: Device, roomId: string): Promise<boolean> {
    const connected = this.find(device);
    if (!connected || connected.rooms.has(roomId)) return false;
    connected.rooms.add(roomId);
    const room: RoomPresence = this.rooms.get(roomId) ?? emptyRoom();
    this.rooms.set(roomId, room);
    const before = room.devices.get(device.user.id) ?? 0;
    room.devices.set(device.user.id, before + 1);
    if (before === 0) room.people.add(device.user);
    return before === 0;
  }

  override async leave(device: Device, roomId: string): Promise<boolean> {
    const connected = this.find(device);
    return connected ? this.remove(device, connected, roomId) : false;
  }

  override async present(roomId: string, limit: number, after?: string): Promise<PresentPage> {
    return this.rooms.get(roomId)?.people.page(limit, after) ?? { users: [], complete: true };
  }

  override async arePresent(roomId: string, userIds: readonly string[]): Promise<boolean[]> {
    const devices = this.rooms.get(roomId)?.devices;
    return userIds.map((userId) => devices?.has(userId) ?? false);
  }

  /** Has the person a device? */
  has(userId: string): boolean {
    return this.devicesOf.has(userId);
  }

  override async isConnected(userId: string): Promise<boolean> {
    return this.has(userId);
  }

  /** Whatever happens here, a call on this node led to it. */
  override onChange(): void {}

  override onMissed(): void {}

  override async retire(): Promise<void> {}

  private find(device: Device): ConnectedDevice | undefined {
    return this.devicesOf.get(device.user.id)?.get(device.id);
  }

  private statusOf(userId: string): PersonStatus {
    const devices = this.devicesOf.get(userId);
    if (!devices) return 'offline';
    for (const device of devices.values()) if (device.status === 'online') return 'online';
    return 'away';
  }

  private remove({ user }: Device, connected: ConnectedDevice, roomId: string): boolean {
    const room = this.rooms.get(roomId);
    if (!connected.rooms.delete(roomId) || !room) return false;
    const remaining = (room.devices.get(user.id) ?? 1) - 1;
    if (remaining > 0) {
      room.devices.set(user.id, remaining);
      return false;
    }
    room.devices.delete(user.id);
    room.people.delete(user);
    if (room.devices.size === 0) this.rooms.delete(roomId);
    return true;
  }
}

function emptyRoom(): RoomPresence {
  return { people: new SortedPeople(), devices: new Map<string, number>() };
}
