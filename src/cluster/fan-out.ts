import { Logger } from '@nestjs/common';
import type { Namespace, Socket } from 'socket.io';
import { EngineConnection, type WriteOptions } from './engine-connection.js';
import type { FanOutObserver } from './fan-out.observer.js';
import { TickQueue } from './tick-queue.js';
import { RoomBatch } from './room-batch.js';
import { messageFrame } from './web-socket.frame.js';

/** How a server's fan-out treats its readers. */
export interface FanOutOptions {
  /** A connection for which more than this waits is cut. Bytes. */
  readonly slowConsumerBytes: number;
  /** Is told how it goes; `ChatMetrics.fanOut` measures. */
  readonly observer?: FanOutObserver;
}

/** A packet for many, as the adapter hands it over. */
export interface BroadcastRequest {
  readonly text: string;
  readonly options: WriteOptions;
  readonly except: ReadonlySet<string>;
  readonly data: readonly unknown[];
}

/**
 * Gathers what one server sends within a tick of the event loop and writes it, to each connection, at
 * once: a room's packets are framed and joined once for all members, and each member costs one write
 * however many packets there are. Nearly all the cost of a delivery is that write (docs/adr/0007).
 *
 * Each socket sees packets in the order in which they were sent, whichever way they go.
 */
export class FanOut {
  private readonly logger = new Logger(FanOut.name);
  private readonly queues = new WeakMap<object, TickQueue>();
  private batches = new Map<ReadonlySet<string>, RoomBatch>();
  private enlisted: TickQueue[] = [];
  private place = 0;
  private isScheduled = false;
  private isFlushing = false;
  private isStrangeKnown = false;
  /** Of the flush that is going on, for the observer. */
  private deliveries = 0;

  constructor(private readonly options: FanOutOptions) {}

  /** Takes over what a socket's connection is sent. */
  attach({ conn }: Socket): void {
    if (this.queues.has(conn)) return;
    const connection = EngineConnection.of(conn);
    if (connection) {
      const queue = new TickQueue(connection, this);
      this.queues.set(conn, queue);
      connection.intercept(queue);
    } else if (!this.isStrangeKnown) {
      this.isStrangeKnown = true;
      this.logger.warn('Engine.IO is not as expected: writes are not joined, which is slower');
    }
  }

  /** Has a packet sent to `members` at the end of the tick. */
  broadcast(namespace: Namespace, members: ReadonlySet<string>, request: BroadcastRequest): void {
    let batch = this.batches.get(members);
    if (!batch) {
      batch = new RoomBatch(namespace, members);
      this.batches.set(members, batch);
    }
    const { text, options, except, data } = request;
    batch.add({ text, options, except, data, at: this.nextPlace(), frame: messageFrame(text) });
    this.schedule();
  }

  /** Does something wait for just these? */
  isPending(members: ReadonlySet<string>): boolean {
    return this.batches.has(members);
  }

  /** The next place in the order of what is sent. */
  nextPlace(): number {
    return (this.place += 1);
  }

  /** A queue has something to send at the end of the tick. */
  enlist(queue: TickQueue): void {
    this.enlisted.push(queue);
    this.schedule();
  }

  /** Sends everything that waits, now. */
  flush(): void {
    const { batches } = this;
    if (this.isFlushing || (batches.size === 0 && this.enlisted.length === 0)) return;
    this.isFlushing = true;
    const began = performance.now();
    if (batches.size > 0) this.batches = new Map();
    for (const batch of batches.values()) this.handOut(batch);
    const { enlisted } = this;
    this.enlisted = [];
    for (const queue of enlisted) this.send(queue);
    this.isFlushing = false;
    this.options.observer?.flushed(this.deliveries, (performance.now() - began) / 1_000);
    this.deliveries = 0;
  }

  /** Ends a connection whose peer does not read. */
  cut(connection: EngineConnection): void {
    this.options.observer?.cut();
    this.logger.warn(`A connection was cut: its peer left ${connection.backlog} bytes unread`);
    connection.cut();
  }

  private schedule(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    // After all that the current callback leads to: answers go with the messages that they follow.
    process.nextTick(() => {
      this.isScheduled = false;
      this.flush();
    });
  }

  private handOut(batch: RoomBatch): void {
    for (const id of batch.members) {
      const socket = batch.namespace.sockets.get(id);
      if (!socket) continue;
      this.notifyListeners(socket, batch);
      const queue = this.queues.get(socket.conn);
      if (queue) queue.take(batch, id);
      else this.sendOneByOne(socket, batch);
    }
  }

  private notifyListeners(socket: Socket, batch: RoomBatch): void {
    const listeners = socket.listenersAnyOutgoing();
    if (listeners.length === 0) return;
    for (const { data } of batch.broadcastsFor(socket.id)) {
      for (const listener of listeners) this.attempt(() => listener.apply(socket, [...data]));
    }
  }

  private sendOneByOne(socket: Socket, batch: RoomBatch): void {
    this.attempt(() => {
      for (const { text, options } of batch.broadcastsFor(socket.id)) {
        socket.conn.write(text, { compress: options?.compress !== false });
      }
    });
  }

  private send(queue: TickQueue): void {
    this.attempt(() => {
      this.deliveries += queue.send(this.options.slowConsumerBytes);
    });
  }

  /** What fails for one must not keep the others from being sent theirs. */
  private attempt(task: () => void): void {
    try {
      task();
    } catch (fault) {
      this.logger.error(fault, 'A packet was not sent');
    }
  }
}
