import type { WriteOptions } from './engine-connection.js';

/** An encoded packet on its way. */
export interface Outgoing {
  /** Its place among all that is sent within a tick. */
  readonly at: number;
  /** As Socket.IO encodes it. */
  readonly text: string;
  /** The same as a WebSocket frame. */
  readonly frame: Buffer;
  readonly options: WriteOptions | undefined;
}

/** An outgoing packet for many. */
export interface Broadcast extends Outgoing {
  /** The sockets that must not get it, by id. */
  readonly except: ReadonlySet<string>;
  /** The event and its arguments, for `onAnyOutgoing` listeners. */
  readonly data: readonly unknown[];
}

/** One buffer of whole frames. */
export function joinFrames(packets: readonly Outgoing[]): Buffer {
  const [first] = packets;
  if (first && packets.length === 1) return first.frame;
  return Buffer.concat(packets.map(({ frame }) => frame));
}
