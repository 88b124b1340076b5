import { Injectable } from '@nestjs/common';
import { Counter, Gauge, type Registry } from 'prom-client';
import { PresenceService } from '../presence/presence.service.js';
import { DeliveryMarks } from '../rooms/delivery-marks.js';
import { MessageLog } from '../rooms/message-log.js';
import { OutboxRepository } from '../rooms/outbox.repository.js';
import { ClusterHandle } from './cluster-handle.js';
import { ConnectionsService } from './connections.service.js';
import { DrainService } from './drain.service.js';
import { ChatMeter } from './metrics/chat.meter.js';
import { RequestDispatcher } from './request-dispatcher.js';
import { StorageHandle } from './storage-handle.js';
import { within } from './within.js';

/** How long the database may take to answer before it counts as down. Milliseconds. */
const DATABASE_PATIENCE_MS = 1_000;
/** The outbox is counted no further. */
const MAX_OUTBOX_COUNT = 10_000;

/** A number that is asked for when the metrics are. */
interface Reading {
  readonly name: string;
  readonly help: string;
  readonly read: () => number | Promise<number>;
}

/** A number that only grows, likewise. */
interface Counting {
  readonly name: string;
  readonly help: string;
  readonly read: () => number;
}

/**
 * What chat measures, for Prometheus. The standalone server shows it at `/metrics`; a host adds it to
 * what it shows itself: `Registry.merge([register, chatMetrics.registry])`. All names begin with
 * `parley_`; docs/operations.md lists them.
 */
@Injectable()
export class ChatMetrics {
  /** For `createFanOutAdapter`, as its `observer`: without it, deliveries are not measured. */
  readonly fanOut = {
    flushed: (deliveries: number, seconds: number) => this.meter.fannedOut(deliveries, seconds),
    cut: () => this.meter.slowReaderCut(),
  };

  constructor(
    private readonly meter: ChatMeter,
    private readonly connections: ConnectionsService,
    private readonly dispatcher: RequestDispatcher,
    private readonly log: MessageLog,
    private readonly outbox: OutboxRepository,
    private readonly presence: PresenceService,
    private readonly deliveryMarks: DeliveryMarks,
    private readonly storage: StorageHandle,
    private readonly drain: DrainService,
    private readonly cluster: ClusterHandle,
  ) {
    this.readings().forEach((reading) => this.show(reading));
    this.countings().forEach((counting) => this.count(counting));
    this.showQueues();
  }

  /** A registry of prom-client with every metric of chat; never the package's global one. */
  get registry(): Registry {
    return this.meter.registry;
  }

  private readings(): Reading[] {
    return [
      {
        name: 'parley_connections',
        help: 'Connections that are open.',
        read: () => this.connections.count,
      },
      {
        name: 'parley_database_up',
        help: '1 if the database answers within a second, else 0.',
        read: () => this.isDatabaseUp(),
      },
      {
        name: 'parley_draining',
        help: '1 while the server is on its way out, else 0.',
        read: () => Number(this.drain.isDraining),
      },
      {
        name: 'parley_redis_up',
        help: '1 if this node hears the others over Redis, or has no others; else 0.',
        read: () => Number(this.cluster.state !== 'away'),
      },
      {
        name: 'parley_cluster_peers',
        help: 'Other nodes that this one has heard of in the last seconds.',
        read: () => this.cluster.figures.peers,
      },
      {
        name: 'parley_presence_leases',
        help: '1 while this node has its lease of presence in Redis, else 0.',
        read: () => this.cluster.figures.leases,
      },
    ];
  }

  private countings(): Counting[] {
    return [
      {
        name: 'parley_publications_total',
        help: 'Commands by which this node has told the others something, over Redis.',
        read: () => this.cluster.figures.publications,
      },
      {
        name: 'parley_published_items_total',
        help: 'What it has told them: batches of messages, notices, presence. Many share a publication when there is much.',
        read: () => this.cluster.figures.items,
      },
      {
        name: 'parley_lost_items_total',
        help: 'Of these, what was never published, since Redis was away or did not keep up; the others then look into the database.',
        read: () => this.cluster.figures.dropped,
      },
      {
        name: 'parley_fetched_messages_total',
        help: 'Messages of other nodes that were read from the database, since Redis had not brought them.',
        read: () => this.cluster.figures.fetched,
      },
      {
        name: 'parley_catch_ups_total',
        help: 'How often this node has asked the database what others may have sent: once a second while it may not hear all of them.',
        read: () => this.cluster.figures.catchUps,
      },
      {
        name: 'parley_skipped_messages_total',
        help: 'Messages of other nodes that were too many to deliver late: clients see the gap, and fetch them.',
        read: () => this.cluster.figures.skipped,
      },
      {
        name: 'parley_presence_renewals_total',
        help: 'How often this node has renewed its lease of presence.',
        read: () => this.cluster.figures.renewals,
      },
      {
        name: 'parley_presence_reaped_devices_total',
        help: 'Devices of dead nodes that this node has seen off.',
        read: () => this.cluster.figures.reaped,
      },
    ];
  }

  private count({ name, help, read }: Counting): void {
    const counter: Counter = new Counter({
      name,
      help,
      registers: [this.registry],
      collect: () => {
        counter.reset();
        counter.inc(read());
      },
    });
  }

  private show({ name, help, read }: Reading): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      registers: [this.registry],
      collect: async () => gauge.set(await read()),
    });
  }

  private showQueues(): void {
    const gauge = new Gauge({
      name: 'parley_queue_length',
      help: 'What waits, by queue: `requests` for their answer, `commits` (messages) for a transaction, `outbox` (messages, counted to 10,000) to be delivered, `last-seen` and `delivery-marks` to be written, `bus` (items) to be published to the other nodes, `early` (messages) for earlier ones of other nodes.',
      labelNames: ['queue'],
      registers: [this.registry],
      collect: async () => {
        gauge.set({ queue: 'requests' }, this.dispatcher.inFlight);
        gauge.set({ queue: 'commits' }, this.log.queueLength);
        gauge.set({ queue: 'last-seen' }, this.presence.queueLength);
        gauge.set({ queue: 'delivery-marks' }, this.deliveryMarks.queueLength);
        gauge.set({ queue: 'bus' }, this.cluster.figures.waiting);
        gauge.set({ queue: 'early' }, this.cluster.figures.held);
        const waiting = await answered(this.outbox.count(MAX_OUTBOX_COUNT));
        if (waiting === undefined) gauge.remove({ queue: 'outbox' });
        else gauge.set({ queue: 'outbox' }, waiting);
      },
    });
  }

  private async isDatabaseUp(): Promise<number> {
    return Number((await answered(this.storage.ping().then(() => true))) ?? false);
  }
}

/** What the database answers; `undefined` if it fails, or takes too long. */
function answered<T>(answer: Promise<T>): Promise<T | undefined> {
  return within(DATABASE_PATIENCE_MS, answer).catch(() => undefined);
}
