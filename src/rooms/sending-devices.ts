import { Injectable } from '@nestjs/common';

/** The most messages on their way that are remembered. */
const MOST_REMEMBERED = 10_000;

/**
 * Which devices of this node send messages whose outcome is still open. A node that reads the log to
 * see what others sent may find one of these in it before their sender is answered: the device has the
 * acknowledgement, and must not be sent the message as well.
 */
@Injectable()
export class SendingDevices {
  private readonly devices = new Map<string, string>();

  /** The device is about to send a message. */
  note(messageId: string, deviceId: string): void {
    this.devices.set(messageId, deviceId);
    if (this.devices.size <= MOST_REMEMBERED) return;
    for (const oldest of this.devices.keys()) {
      this.devices.delete(oldest);
      return;
    }
  }

  /** It is stored and delivered. One that failed may be stored all the same: it stays. */
  forget(messageId: string): void {
    this.devices.delete(messageId);
  }

  /** The device that sends it; `undefined`: none that is known. */
  deviceOf(messageId: string): string | undefined {
    return this.devices.get(messageId);
  }
}
