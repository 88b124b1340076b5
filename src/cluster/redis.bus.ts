import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { ClusterBus, type BusState, type BusTopic } from './cluster-bus.js';
import { OutgoingBatch } from './outgoing-batch.js';
import { Peers } from './peers.js';
import { decodePublication, encodePublication } from './publication.js';
import type { RedisConnection } from './redis.connection.js';

/** A node says that it lives when it has said nothing else for this long. Milliseconds. */
const BEAT_EVERY_MS = 1_000;
/** Redis is away when a node does not hear itself for this long. Milliseconds. */
const DEAF_AFTER_MS = 3_000;
/** What a node says last: it goes, and has told all that it had to tell. */
const FAREWELL = 'farewell';
/** How long after this node is back the others may still be on their way back. Milliseconds. */
const RETURN_MS = 10_000;

/**
 * The bus over Redis's publish and subscribe, on one channel. What a node publishes while a publication
 * is under way shares the next one, so that the busier it is, the fewer commands each item costs.
 *
 * Every node hears itself too. That is how it knows that the way there and back is open: a Redis that
 * is stopped, or a network that swallows packets, breaks no connection for minutes.
 */
export class RedisBus extends ClusterBus {
  override readonly nodeId = randomUUID();
  /** What was published since the start: commands to Redis, items in them, items that were lost. */
  readonly counters = { publications: 0, items: 0, dropped: 0 };
  private readonly logger = new Logger('Cluster');
  private readonly channel: string;
  private readonly waiting = new OutgoingBatch();
  private readonly peers = new Peers();
  private readonly listeners = new Map<string, ((body: unknown) => void)[]>();
  private readonly gapListeners: (() => void)[] = [];
  private readonly returnListeners: (() => void)[] = [];
  private published = 0;
  private publishing = false;
  private scheduled = false;
  private heardItselfAt = 0;
  private foundAt = 0;
  private watchedAt = 0;
  private saidAt = 0;
  private current: BusState = 'away';
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly connection: RedisConnection,
    prefix: string,
  ) {
    super();
    this.channel = `${prefix}:bus`;
  }

  /** Items that wait to be published. */
  get queueLength(): number {
    return this.waiting.length;
  }

  override get state(): BusState {
    return this.current;
  }

  override get isWhole(): boolean {
    const now = performance.now();
    const isBack = this.current === 'connected' && now - this.foundAt > RETURN_MS;
    return isBack && !this.peers.anySilent(now) && !this.peers.anyMissed(now);
  }

  override get peerCount(): number {
    return this.peers.count;
  }

  /** Begins to listen. From then on the subscription is renewed with each connection. */
  async start(): Promise<void> {
    const { subscriber, commands } = this.connection;
    subscriber.on('message', (_: string, text: string) => this.receive(text));
    subscriber.on('ready', () => this.listenAnew());
    commands.on('ready', () => this.beat());
    subscriber.on('close', () => this.lose());
    await this.connection.subscribe(this.channel);
    this.heardItselfAt = performance.now();
    this.watchedAt = this.heardItselfAt;
    this.timer = setInterval(() => this.watch(), BEAT_EVERY_MS).unref();
    this.beat();
  }

  /** Says goodbye, so that the others do not look for what this node may be sending. */
  async leave(): Promise<void> {
    if (this.current === 'connected') await this.send(JSON.stringify([FAREWELL, null]));
    this.stop();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  override publish(topic: BusTopic, body: unknown): void {
    this.counters.items += 1;
    if (this.current === 'connected' && this.waiting.add(JSON.stringify([topic, body]))) {
      this.schedule();
    } else this.drop();
  }

  override subscribe(topic: BusTopic, listener: (body: unknown) => void): void {
    const listeners = this.listeners.get(topic) ?? [];
    this.listeners.set(topic, [...listeners, listener]);
  }

  override onGap(listener: () => void): void {
    this.gapListeners.push(listener);
  }

  override onReturn(listener: () => void): void {
    this.returnListeners.push(listener);
  }

  private schedule(): void {
    if (this.scheduled || this.publishing) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.publishWaiting();
    });
  }

  /** Items that are lost take a number with them, so that the others notice. */
  private drop(): void {
    this.counters.dropped += 1;
    this.published += 1;
    this.waiting.clear();
  }

  private async publishWaiting(): Promise<void> {
    if (this.publishing) return;
    this.publishing = true;
    while (!this.waiting.isEmpty) await this.send(this.waiting.take());
    this.publishing = false;
  }

  /** A connection that was just made has its time to prove that it carries. */
  private listenAnew(): void {
    this.heardItselfAt = performance.now();
    void this.connection.subscribe(this.channel).then(() => this.beat());
  }

  private beat(): void {
    if (!this.publishing) void this.send('');
  }

  private async send(items: string): Promise<void> {
    this.published += 1;
    this.saidAt = performance.now();
    this.counters.publications += 1;
    try {
      const text = encodePublication(this.nodeId, this.published, items);
      await this.connection.commands.publish(this.channel, text);
    } catch {
      // The next publication has a number that tells the others of the loss.
      this.published += 1;
      this.waiting.clear();
    }
  }

  private receive(text: string): void {
    const publication = decodePublication(text);
    if (!publication) return;
    const now = performance.now();
    if (publication.from === this.nodeId) {
      this.heardItselfAt = now;
      this.find();
      return;
    }
    if (!this.peers.hear(publication.from, publication.number, now)) {
      this.tellGap();
      this.tellReturn();
    }
    for (const [topic, body] of publication.items) {
      if (topic === FAREWELL) this.peers.leave(publication.from);
      else this.hand(topic, body);
    }
  }

  private hand(topic: string, body: unknown): void {
    for (const listener of this.listeners.get(topic) ?? []) {
      try {
        listener(body);
      } catch (fault) {
        this.logger.error(fault, `What another node said (${topic}) was not carried out`);
      }
    }
  }

  private watch(): void {
    const now = performance.now();
    const slept = now - this.watchedAt > DEAF_AFTER_MS;
    this.watchedAt = now;
    if (now - this.saidAt >= BEAT_EVERY_MS) this.beat();
    if (slept) {
      // What was said meanwhile is still to be read. It was this node that did not listen.
      this.heardItselfAt = now;
      return;
    }
    if (this.peers.forgetSilent(now) || this.peers.anySilent(now)) this.tellGap();
    if (now - this.heardItselfAt <= DEAF_AFTER_MS) return;
    this.lose();
    this.heardItselfAt = now;
    this.connection.reconnect();
  }

  private lose(): void {
    if (this.current === 'away') return;
    this.current = 'away';
    this.published += 1;
    this.waiting.clear();
    this.logger.warn('Redis is away: this node serves its own sockets, and reads what others send');
    this.tellGap();
  }

  private find(): void {
    if (this.current === 'connected') return;
    this.current = 'connected';
    this.foundAt = performance.now();
    this.logger.log('Redis is there: nodes hear each other');
    this.tellGap();
    this.tellReturn();
  }

  private tellReturn(): void {
    for (const listener of this.returnListeners) listener();
  }

  private tellGap(): void {
    for (const listener of this.gapListeners) listener();
  }
}
