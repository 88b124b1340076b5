import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { LocalNameLock, NameLock } from '../identity/name-lock.js';
import { ChatException } from '../protocol/index.js';
import { RedisScript } from './redis-script.js';
import type { RedisConnection } from './redis.connection.js';

/** For how long a node may have a name, should it die with it. Milliseconds. */
const LEASE_MS = 5_000;
/** The longest that a claim waits for other nodes' claims of the name. Milliseconds. */
const PATIENCE_MS = 5_000;
/** How long a claim waits before it looks again, at most. Milliseconds. */
const MAX_PAUSE_MS = 50;

const release = new RedisScript(`
  if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
  return 0
`);

/**
 * The lock of a cluster: within the node's own, a short lease in Redis for each name. While Redis is
 * away there is only the node's own: a name then goes to no one but its holder or, when it has none,
 * to the first to write it in the database (`OnlineUsers.isOnline` rejects).
 */
export class RedisNameLock extends NameLock {
  private readonly local = new LocalNameLock();

  constructor(
    private readonly connection: RedisConnection,
    private readonly prefix: string,
  ) {
    super();
  }

  override run<T>(nameKey: string, task: () => Promise<T>): Promise<T> {
    return this.local.run(nameKey, () => this.runWithLease(nameKey, task));
  }

  private async runWithLease<T>(nameKey: string, task: () => Promise<T>): Promise<T> {
    const key = `${this.prefix}:name:${nameKey}`;
    const token = randomUUID();
    const isLeased = await this.acquire(key, token);
    try {
      return await task();
    } finally {
      if (isLeased) await this.release(key, token);
    }
  }

  /** False: Redis is away. */
  private async acquire(key: string, token: string): Promise<boolean> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const taken = await this.take(key, token);
      if (taken !== 'busy') return taken === 'taken';
      if (performance.now() > deadline) {
        throw new ChatException('UNAVAILABLE', { retryAfterMs: MAX_PAUSE_MS });
      }
      await wait(Math.random() * MAX_PAUSE_MS);
    }
  }

  private async take(key: string, token: string): Promise<'taken' | 'busy' | 'away'> {
    try {
      const answer = await this.connection.commands.set(key, token, 'PX', LEASE_MS, 'NX');
      return answer === 'OK' ? 'taken' : 'busy';
    } catch {
      return 'away';
    }
  }

  private async release(key: string, token: string): Promise<void> {
    try {
      await release.run(this.connection.commands, key, [token]);
    } catch {
      // The lease ends by itself.
    }
  }
}
