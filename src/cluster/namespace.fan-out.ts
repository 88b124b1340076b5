import type { Namespace } from 'socket.io';
import type { Adapter, BroadcastOptions } from 'socket.io-adapter';
import type { FanOut } from './fan-out.js';

/** A packet that is not encoded yet. */
export type Packet = Parameters<Namespace['server']['encoder']['encode']>[0];

const NO_ONE: ReadonlySet<string> = new Set();
const NO_OPTIONS = {};

/** What a namespace's adapter knows of its sockets. */
type Membership = Pick<Adapter, 'rooms' | 'sids'>;

/**
 * A server's fan-out behind one namespace's adapter. An adapter of any kind (in memory, in a cluster)
 * calls it for its local sockets: `broadcast`, and before each change of membership the method that
 * is named for it, so that a packet goes to those who were members when it was sent.
 */
export class NamespaceFanOut {
  constructor(
    private readonly fanOut: FanOut,
    private readonly namespace: Namespace,
    private readonly membership: Membership,
  ) {}

  /**
   * Sends a packet to local sockets.
   * @returns false: it is of an unusual kind, and the adapter's ordinary path has to send it.
   */
  broadcast(packet: Packet, { rooms, except, flags }: BroadcastOptions): boolean {
    if (flags?.volatile === true) return false;
    const members = this.membersOf(rooms);
    const excepted = this.idsIn(except);
    // A copy: who is in a room that is left out may change before the tick ends.
    const left = excepted.size === 0 ? NO_ONE : new Set(excepted);
    // Nothing is encoded for no one, such as the other devices of a sender who has only the one.
    if (isCovered(members, left)) return true;
    packet.nsp = this.namespace.name;
    const encoded: readonly unknown[] = this.namespace.server.encoder.encode(packet);
    const [text] = encoded;
    if (typeof text !== 'string' || encoded.length > 1) return false;
    const data: unknown = packet.data;
    this.fanOut.broadcast(this.namespace, members, {
      text,
      options: flags?.compress === undefined ? NO_OPTIONS : { compress: flags.compress },
      except: left,
      data: Array.isArray(data) ? data : [],
    });
    return true;
  }

  beforeJoin(socketId: string, rooms: ReadonlySet<string>): void {
    for (const room of rooms) this.settle(room);
    if (this.membership.sids.has(socketId)) return;
    const socket = this.namespace.sockets.get(socketId);
    if (socket) this.fanOut.attach(socket);
  }

  beforeLeave(room: string): void {
    this.settle(room);
  }

  beforeDisconnect(): void {
    this.fanOut.flush();
  }

  private settle(room: string): void {
    const members = this.membership.rooms.get(room);
    if (members && this.fanOut.isPending(members)) this.fanOut.flush();
  }

  /** A single room's own set, so that what is sent to it is joined; else those there are now. */
  private membersOf(rooms: ReadonlySet<string>): ReadonlySet<string> {
    if (rooms.size === 0) return new Set(this.membership.sids.keys());
    return this.idsIn(rooms);
  }

  private idsIn(rooms: ReadonlySet<string> | undefined): ReadonlySet<string> {
    if (rooms === undefined || rooms.size === 0) return NO_ONE;
    const { rooms: known } = this.membership;
    if (rooms.size === 1) {
      for (const room of rooms) return known.get(room) ?? NO_ONE;
    }
    const ids = new Set<string>();
    for (const room of rooms) for (const id of known.get(room) ?? NO_ONE) ids.add(id);
    return ids;
  }
}

/** Is all of a set in another? */
function isCovered(ids: ReadonlySet<string>, by: ReadonlySet<string>): boolean {
  if (ids.size > by.size) return false;
  for (const id of ids) if (!by.has(id)) return false;
  return true;
}
