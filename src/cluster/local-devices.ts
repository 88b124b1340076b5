import type { User } from '../identity/user.js';
import type { Device } from '../presence/device.js';
import type { DeviceStatus } from '../protocol/index.js';

/** A device of this node, as it is to be entered again after Redis has lost it. */
export interface LocalDevice {
  readonly device: Device;
  status: DeviceStatus;
  readonly rooms: Set<string>;
}

/** What this node knows of its own devices, whatever becomes of Redis. */
export class LocalDevices {
  private readonly devices = new Map<string, LocalDevice>();

  connect(device: Device): void {
    this.devices.set(device.id, { device, status: 'online', rooms: new Set() });
  }

  disconnect({ id }: Device): void {
    this.devices.delete(id);
  }

  setStatus({ id }: Device, status: DeviceStatus): void {
    const known = this.devices.get(id);
    if (known) known.status = status;
  }

  enter({ id }: Device, roomId: string): void {
    this.devices.get(id)?.rooms.add(roomId);
  }

  leave({ id }: Device, roomId: string): void {
    this.devices.get(id)?.rooms.delete(roomId);
  }

  get(deviceId: string): LocalDevice | undefined {
    return this.devices.get(deviceId);
  }

  ids(): string[] {
    return [...this.devices.keys()];
  }

  users(): User[] {
    return [...this.devices.values()].map(({ device }) => device.user);
  }
}
