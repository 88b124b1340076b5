import type { RoomMembersEvent } from '../../src/protocol/index.js';
import { RoomBroadcaster, type Delivery } from '../../src/rooms/room-broadcaster.js';

/** Keeps what is delivered. */
export class RecordingBroadcaster extends RoomBroadcaster {
  readonly calls: (readonly Delivery[])[] = [];
  private waiting: { count: number; resolve: () => void }[] = [];

  get deliveries(): Delivery[] {
    return this.calls.flat();
  }

  get texts(): string[] {
    return this.deliveries.map(({ message }) => message.message);
  }

  get seqs(): number[] {
    return this.deliveries.map(({ message }) => message.seq);
  }

  /** Resolves when that many messages have been delivered since the beginning. */
  delivered(count: number): Promise<void> {
    if (this.deliveries.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push({ count, resolve }));
  }

  override deliver(deliveries: readonly Delivery[]): void {
    this.calls.push(deliveries);
    const { length } = this.deliveries;
    for (const { count, resolve } of this.waiting) if (count <= length) resolve();
    this.waiting = this.waiting.filter(({ count }) => count > length);
  }

  override subscribe(): void {}
  override unsubscribe(): void {}
  override reaches(): boolean {
    return false;
  }
  override reachesUser(): boolean {
    return false;
  }
  override dissolve(): void {}
  override identify(): void {}
  override deliverTo(): boolean {
    return false;
  }
  override notice(): void {}
  override roomMembers(_roomId: string, _delta: RoomMembersEvent): void {}
  override presence(): void {}
  override typing(): void {}
  override disconnect(): void {}
}
