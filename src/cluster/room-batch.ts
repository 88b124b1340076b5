import type { Namespace } from 'socket.io';
import { joinFrames, type Broadcast } from './outgoing.js';

/** What is sent to the same sockets within a tick. */
export class RoomBatch {
  readonly broadcasts: Broadcast[] = [];
  private excepted: Set<string> | undefined;
  private joined: Buffer | undefined;

  /** @param members ids of sockets of `namespace`; must stay as they are until the batch is sent. */
  constructor(
    readonly namespace: Namespace,
    readonly members: ReadonlySet<string>,
  ) {}

  add(broadcast: Broadcast): void {
    this.broadcasts.push(broadcast);
    if (broadcast.except.size === 0) return;
    this.excepted ??= new Set();
    for (const id of broadcast.except) this.excepted.add(id);
  }

  /** Must a socket not get some of it? */
  isSelective(socketId: string): boolean {
    return this.excepted?.has(socketId) ?? false;
  }

  /** Everything, in one buffer that all share. */
  frames(): Buffer {
    return (this.joined ??= joinFrames(this.broadcasts));
  }

  /** What a socket is to get, in order. */
  broadcastsFor(socketId: string): readonly Broadcast[] {
    if (!this.isSelective(socketId)) return this.broadcasts;
    return this.broadcasts.filter(({ except }) => !except.has(socketId));
  }
}
