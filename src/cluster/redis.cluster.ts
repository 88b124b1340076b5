import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { MessageRepository } from '../rooms/message.repository.js';
import type { Movements } from '../rooms/movements.js';
import type { RoomBroadcaster } from '../rooms/room-broadcaster.js';
import { BusMovements } from './bus.movements.js';
import { CatchUp, type CatchUpSources } from './catch-up.js';
import { ClusterRoomBroadcaster } from './cluster-room.broadcaster.js';
import { DeliverySequencer } from './delivery.sequencer.js';
import { RedisNameLock } from './redis-name.lock.js';
import { RedisPresenceStore } from './redis-presence.store.js';
import { RedisRateLimiter } from './redis-rate.limiter.js';
import { RedisBus } from './redis.bus.js';
import { describeFault, RedisConnection, RedisRefusal } from './redis.connection.js';

/** How long a start waits for a Redis that cannot be reached. Milliseconds. */
const START_PATIENCE_MS = 30_000;
const START_PAUSE_MS = 500;
/** How often it says that it waits. Milliseconds. */
const SAY_EVERY_MS = 5_000;

/** How a node finds the others: `ChatClusterOptions`. */
export interface ClusterOptions {
  readonly redisUrl: string;
  readonly prefix?: string;
  readonly presenceTtlSeconds?: number;
}

/** What delivery on all nodes needs of this one. */
export type NodeSources = Pick<CatchUpSources, 'rooms' | 'conversations' | 'marks' | 'sending'> & {
  readonly local: RoomBroadcaster;
  readonly messages: MessageRepository;
};

/** This node among the others that share its Redis and its database. */
export class RedisCluster {
  readonly movements: Movements;
  private catchUp: CatchUp | undefined;
  private sequencer: DeliverySequencer | undefined;

  private constructor(
    private readonly connection: RedisConnection,
    readonly bus: RedisBus,
    readonly presence: RedisPresenceStore,
    readonly names: RedisNameLock,
    readonly rates: RedisRateLimiter,
  ) {
    this.movements = new BusMovements(bus);
    bus.onGap(() => presence.distrust());
  }

  /**
   * Joins the cluster. A Redis that cannot be reached is waited for, and the log says so.
   * @param clusterId the same for all who share a database, and for no one else.
   * @param patienceMs how long Redis is waited for.
   * @throws RedisRefusal in words for the operator.
   */
  static async join(
    options: ClusterOptions,
    clusterId: string,
    patienceMs = START_PATIENCE_MS,
  ): Promise<RedisCluster> {
    const { redisUrl, prefix = 'parley', presenceTtlSeconds = 15 } = options;
    const connection = RedisConnection.to(redisUrl);
    const bus = new RedisBus(connection, prefix);
    const presence = new RedisPresenceStore(connection, {
      prefix,
      nodeId: bus.nodeId,
      clusterId,
      ttlMs: presenceTtlSeconds * 1_000,
    });
    const cluster = new RedisCluster(
      connection,
      bus,
      presence,
      new RedisNameLock(connection, prefix),
      new RedisRateLimiter(connection, prefix),
    );
    try {
      await cluster.start(patienceMs);
    } catch (fault) {
      cluster.stop();
      throw fault;
    }
    return cluster;
  }

  /** `away`: nodes don't hear each other, and this one serves its own sockets. */
  get state(): 'connected' | 'away' {
    return this.bus.state;
  }

  /** What the nodes have told each other: `ClusterFigures`. */
  get figures() {
    const { bus, sequencer, catchUp, presence } = this;
    const { isHeld, renewals, reaped } = presence.lease;
    return {
      ...bus.counters,
      leases: Number(isHeld),
      renewals,
      reaped,
      catchUps: catchUp?.count ?? 0,
      skipped: sequencer?.skipped ?? 0,
      peers: bus.peerCount,
      waiting: bus.queueLength,
      held: sequencer?.heldCount ?? 0,
      fetched: sequencer?.fetched ?? 0,
    };
  }

  /** A broadcaster that delivers on all nodes, and what keeps it level with the database. */
  broadcaster({ local, messages, ...sources }: NodeSources): RoomBroadcaster {
    const { sending } = sources;
    const sequencer = new DeliverySequencer(local, messages, sending, (due) => local.deliver(due));
    this.sequencer = sequencer;
    this.catchUp = new CatchUp(this.bus, sequencer, {
      ...sources,
      localUsers: () => this.presence.localUsers(),
      onGone: (roomId) => local.dissolve(roomId),
    });
    return new ClusterRoomBroadcaster(local, sequencer, this.bus, this.presence);
  }

  /** Leaves. What its people were is for the others to see off (`PresenceStore.retire`). */
  async leave(): Promise<void> {
    await this.bus.leave();
    this.stop();
  }

  private async start(patienceMs: number): Promise<void> {
    await openInTime(this.connection, patienceMs);
    await this.presence.start();
    await this.bus.start();
  }

  private stop(): void {
    this.catchUp?.stop();
    this.sequencer?.stop();
    this.bus.stop();
    this.presence.stop();
    this.connection.close();
  }
}

async function openInTime(connection: RedisConnection, patienceMs: number): Promise<void> {
  const logger = new Logger('Redis');
  const begun = performance.now();
  let saidAt = Number.NEGATIVE_INFINITY;
  for (;;) {
    try {
      await connection.open();
      return;
    } catch (fault) {
      if (fault instanceof RedisRefusal) throw fault;
      const now = performance.now();
      const why = `Redis at ${connection.address} cannot be reached (${describeFault(fault)})`;
      if (now - begun > patienceMs) {
        const waited = `It was waited for ${patienceMs / 1_000} s.`;
        throw new RedisRefusal(`${why}. ${waited}`, { cause: fault });
      }
      if (now - saidAt > SAY_EVERY_MS) {
        logger.warn(`${why}; waiting for it`);
        // Who waits must see why, also where logs are held back until the application has started.
        Logger.flush();
        saidAt = now;
      }
      await wait(START_PAUSE_MS);
    }
  }
}
