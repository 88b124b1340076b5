import type { Namespace } from 'socket.io';
import { Adapter, type BroadcastOptions } from 'socket.io-adapter';
import { FanOut, type FanOutOptions } from './fan-out.js';
import { NamespaceFanOut, type Packet } from './namespace.fan-out.js';

/** Socket.IO's adapter for one node, whose packets go out by `FanOut`. */
class FanOutAdapter extends Adapter {
  private readonly local: NamespaceFanOut;

  constructor(namespace: Namespace, fanOut: FanOut) {
    super(namespace);
    this.local = new NamespaceFanOut(fanOut, namespace, this);
  }

  override addAll(id: string, rooms: Set<string>): Promise<void> | void {
    this.local.beforeJoin(id, rooms);
    return super.addAll(id, rooms);
  }

  override del(id: string, room: string): Promise<void> | void {
    this.local.beforeLeave(room);
    return super.del(id, room);
  }

  override delAll(id: string): void {
    this.local.beforeDisconnect();
    super.delAll(id);
  }

  override broadcast(packet: Packet, options: BroadcastOptions): void {
    if (!this.local.broadcast(packet, options)) super.broadcast(packet, options);
  }
}

/** What Socket.IO takes as its `adapter` option: one `FanOut` for all namespaces of the server. */
export function createFanOutAdapter(options: FanOutOptions): typeof Adapter {
  const fanOut = new FanOut(options);
  return class extends FanOutAdapter {
    constructor(namespace: Namespace) {
      super(namespace, fanOut);
    }
  };
}
