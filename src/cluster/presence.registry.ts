import { Logger } from '@nestjs/common';
import { textsOf } from './presence.replies.js';
import { PRESENCE_SCRIPTS, type PresenceScript } from './presence.scripts.js';
import { RedisRefusal, type RedisConnection } from './redis.connection.js';

/** How a node is known to its cluster. */
export interface RegistryOptions {
  readonly prefix: string;
  readonly nodeId: string;
  /** The same for all nodes of a cluster, and for no other: it is kept in their database. */
  readonly clusterId: string;
  /** How long a dead node's devices may be taken to be there. Milliseconds. */
  readonly ttlMs: number;
}

/** Of the time in which a dead node must be found, what is left for finding it. */
const LEASE_SHARE = 2 / 3;
const RENEWALS_A_TTL = 10;
/** The most devices that are reaped at once. */
const REAPED_AT_ONCE = 100;
/** How long a cluster that has gone keeps its prefix. Milliseconds. */
const CLAIM_MS = 60_000;

/** Redis cannot be asked now. */
export class RegistryAwayError extends Error {
  override readonly name = 'RegistryAwayError';
}

/**
 * This node's part of what Redis holds of presence: the lease, and the way to ask. When Redis does not
 * answer, everything fails at once until a renewal of the lease has come through and `onLease` has run.
 */
export class PresenceRegistry {
  private readonly logger = new Logger('Presence');
  private timer: NodeJS.Timeout | undefined;
  private isThere = false;
  private renewing = false;
  private stopped = false;
  private isForeign = false;
  /** Since when the lease has been renewed without a pause. Milliseconds of the process's clock. */
  private steadySince = Number.POSITIVE_INFINITY;
  private renewedAt = 0;
  /** Since when Redis has had what it has. Milliseconds of the process's clock. */
  private beganAt = Number.POSITIVE_INFINITY;
  /** Goes up whenever Redis may have missed, or may still be told, what was said before. */
  private epoch = 0;
  /** Renewals of the lease, and devices of dead nodes that this one has seen off, since the start. */
  readonly counters = { renewals: 0, reaped: 0 };

  /**
   * @param onLease enters what this node has: it has a lease again; `wasReaped` if others took it for
   *   dead meanwhile.
   * @param onRenewed runs with each renewal.
   * @param onSteady runs with each renewal when others' leases can be judged.
   */
  constructor(
    private readonly connection: RedisConnection,
    private readonly options: RegistryOptions,
    private readonly onLease: (wasReaped: boolean) => Promise<void>,
    private readonly onRenewed: () => Promise<void>,
    private readonly onSteady: () => Promise<void>,
  ) {}

  private get leaseMs(): number {
    return Math.floor(this.options.ttlMs * LEASE_SHARE);
  }

  /** Has this node a lease, as far as it knows? */
  get hasLease(): boolean {
    return this.isThere;
  }

  /**
   * Whether everyone who is here can be found: not right after Redis was emptied, when other nodes may
   * not have entered theirs again. To a node that has just started, that looks like a new cluster.
   */
  get isComplete(): boolean {
    return this.isThere && performance.now() - this.beganAt > this.leaseMs;
  }

  private get isSteady(): boolean {
    return this.isThere && performance.now() - this.steadySince > this.leaseMs;
  }

  /**
   * Takes the lease, and keeps it.
   * @throws RedisRefusal another cluster has the prefix; other errors: Redis cannot be asked.
   */
  async start(): Promise<void> {
    await this.takeLease();
    if (this.isForeign) throw new RedisRefusal(this.foreignness());
    const every = this.options.ttlMs / RENEWALS_A_TTL;
    this.timer = setInterval(() => void this.renew(), every).unref();
    this.connection.commands.on('close', () => this.lose());
    this.connection.commands.on('ready', () => void this.renew());
  }

  /** Renews no more. */
  stop(): void {
    this.stopped = true;
    clearInterval(this.timer);
  }

  /** @throws RegistryAwayError */
  async ask(name: PresenceScript, ...args: readonly (string | number)[]): Promise<unknown> {
    if (!this.isThere) throw new RegistryAwayError();
    try {
      return await this.run(name, args);
    } catch (cause) {
      this.lose();
      // Redis may have been emptied, and be there.
      setImmediate(() => void this.renew());
      throw new RegistryAwayError('Redis did not answer', { cause });
    }
  }

  /**
   * Sees off some devices of a node whose lease has ended: `[json, before, after, ...rooms]` each.
   * @throws RegistryAwayError
   */
  async reap(): Promise<string[][]> {
    const reply = await this.ask('reap', this.leaseMs, REAPED_AT_ONCE);
    const reaped = Array.isArray(reply) ? reply.map(textsOf) : [];
    this.counters.reaped += reaped.length;
    return reaped;
  }

  /** Says how long the lease is to last from now on, and renews it no more. */
  async retire(ms: number): Promise<void> {
    this.stop();
    try {
      await this.run('retire', [ms]);
    } catch (fault) {
      this.logger.warn(`The lease could not be cut short: ${String(fault)}`);
    }
  }

  private run(name: PresenceScript, args: readonly (string | number)[]): Promise<unknown> {
    const { prefix, nodeId } = this.options;
    const all = [nodeId, this.epoch, ...args];
    return PRESENCE_SCRIPTS[name].run(this.connection.commands, prefix, all);
  }

  private async renew(): Promise<void> {
    if (this.renewing || this.stopped) return;
    this.renewing = true;
    try {
      await this.takeLease();
      if (this.isThere) await this.onRenewed();
      if (this.isSteady) await this.onSteady();
    } catch {
      this.lose();
    }
    this.renewing = false;
  }

  private async takeLease(): Promise<void> {
    if (!this.isThere) this.epoch += 1;
    const { clusterId } = this.options;
    const reply = await this.run('renew', [clusterId, this.leaseMs, CLAIM_MS]);
    const [lease, age] = textsOf(reply);
    if (this.stopped) return;
    this.noteForeign(lease === 'foreign');
    if (this.isForeign) {
      this.lose();
      return;
    }
    if (lease === 'late') throw new RegistryAwayError('Redis knows a later epoch of this node');
    const now = performance.now();
    if (!this.isThere || now - this.renewedAt > this.leaseMs) this.steadySince = now;
    this.beganAt = now - Number(age);
    this.renewedAt = now;
    this.counters.renewals += 1;
    if (this.isThere && lease === 'held') return;
    this.isThere = true;
    await this.onLease(lease === 'reaped');
  }

  private noteForeign(isForeign: boolean): void {
    if (isForeign && !this.isForeign) {
      this.logger.error(this.foreignness());
    }
    this.isForeign = isForeign;
  }

  private foreignness(): string {
    return (
      `Another Parley, with another database, uses the prefix "${this.options.prefix}" in this Redis. ` +
      'Give each a REDIS_PREFIX of its own.'
    );
  }

  private lose(): void {
    this.isThere = false;
    this.steadySince = Number.POSITIVE_INFINITY;
  }
}
