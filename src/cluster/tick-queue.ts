import type { EngineConnection, Interceptor, WriteOptions } from './engine-connection.js';
import type { FanOut } from './fan-out.js';
import { joinFrames, type Outgoing } from './outgoing.js';
import type { RoomBatch } from './room-batch.js';
import { messageFrame } from './web-socket.frame.js';

/** A room's batch, and the socket of this connection that is in the room. */
interface Share {
  readonly batch: RoomBatch;
  readonly socketId: string;
}

/** Everything that one connection is to be sent at the end of the tick. */
export class TickQueue implements Interceptor {
  private own: Outgoing[] = [];
  private share: Share | undefined;
  private moreShares: Share[] = [];
  /** What was given to Engine.IO's queue since it was last seen empty, about in bytes. */
  private queued = 0;

  constructor(
    private readonly connection: EngineConnection,
    private readonly fanOut: FanOut,
  ) {}

  hold(data: unknown, options: WriteOptions | undefined, callback: unknown): boolean {
    if (typeof data !== 'string' || callback !== undefined) {
      this.fanOut.flush();
      return false;
    }
    if (options?.volatile === true && this.connection.unsent > 0) return true;
    if (this.isEmpty) this.fanOut.enlist(this);
    this.own.push({ at: this.fanOut.nextPlace(), text: data, frame: messageFrame(data), options });
    return true;
  }

  closing(): void {
    this.fanOut.flush();
  }

  /** Adds what a room is sent. */
  take(batch: RoomBatch, socketId: string): void {
    if (this.isEmpty) this.fanOut.enlist(this);
    const share = { batch, socketId };
    if (this.share) this.moreShares.push(share);
    else this.share = share;
  }

  /**
   * Sends all of it by one write, or where that is not possible, packet by packet.
   * @returns how many packets were a room's, or a person's.
   */
  send(slowConsumerBytes: number): number {
    const { own, share, moreShares, connection } = this;
    this.share = undefined;
    if (own.length > 0) this.own = [];
    if (moreShares.length > 0) this.moreShares = [];
    const isShared =
      share !== undefined &&
      own.length === 0 &&
      moreShares.length === 0 &&
      !share.batch.isSelective(share.socketId);
    const packets = isShared ? share.batch.broadcasts : inOrder(own, share, moreShares);
    if (packets.length === 0) return 0;
    if (!connection.isDirect) this.sendOneByOne(packets, slowConsumerBytes);
    else if (connection.unsent > slowConsumerBytes) this.fanOut.cut(connection);
    else connection.writeFrames(isShared ? share.batch.frames() : joinFrames(packets));
    return packets.length - own.length;
  }

  private get isEmpty(): boolean {
    return this.own.length === 0 && this.share === undefined;
  }

  private sendOneByOne(packets: readonly Outgoing[], slowConsumerBytes: number): void {
    const { connection } = this;
    if (connection.isQueueEmpty) this.queued = 0;
    for (const { text, frame, options } of packets) {
      connection.writePacket(text, frame, options);
      this.queued += frame.length;
    }
    if (this.queued <= slowConsumerBytes) return;
    this.queued = connection.backlog;
    if (this.queued > slowConsumerBytes) this.fanOut.cut(connection);
  }
}

function inOrder(
  own: readonly Outgoing[],
  share: Share | undefined,
  moreShares: readonly Share[],
): readonly Outgoing[] {
  if (!share) return own;
  const shared = share.batch.broadcastsFor(share.socketId);
  if (own.length === 0 && moreShares.length === 0) return shared;
  const more = moreShares.flatMap(({ batch, socketId }) => batch.broadcastsFor(socketId));
  return [...shared, ...more, ...own].sort((one, other) => one.at - other.at);
}
