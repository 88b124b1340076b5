import { once } from 'node:events';
import { isNativeError } from 'node:util/types';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';

/** The first release whose commands are all there. */
const OLDEST_REDIS = 7;
/** How long Redis may take to answer before it counts as away. Milliseconds. */
const COMMAND_TIMEOUT_MS = 1_500;
const CONNECT_TIMEOUT_MS = 3_000;
/** The longest pause between two attempts to connect. Milliseconds. */
const MAX_RETRY_MS = 1_000;

/** A refusal to start, in words for the operator. */
export class RedisRefusal extends Error {
  override readonly name = 'RedisRefusal';
}

/**
 * Nothing waits for a connection: a command without one fails at once, and one that was under way when
 * the connection broke is not sent again. It reconnects for ever. Who subscribes does so again with
 * each connection: when the client does it by itself and is not answered, no one catches its rejection,
 * which ends the process.
 */
const OPTIONS = {
  lazyConnect: true,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  commandTimeout: COMMAND_TIMEOUT_MS,
  connectTimeout: CONNECT_TIMEOUT_MS,
  retryStrategy: (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 10), MAX_RETRY_MS),
  connectionName: 'parley',
} as const;

/** A node's two connections to Redis: one that listens, and one for everything else. */
export class RedisConnection {
  private readonly logger = new Logger('Redis');
  /** What went wrong since it was last there, and has been said. */
  private readonly said = new Set<string>();

  private constructor(
    readonly commands: Redis,
    readonly subscriber: Redis,
    /** Without its password. */
    readonly address: string,
  ) {
    for (const client of [commands, subscriber]) {
      // Each is said once for each outage: attempts go on for ever, and may fail in turns.
      client.on('error', (fault: Error) => this.noteFault(fault));
    }
    commands.on('ready', () => this.said.clear());
  }

  /**
   * @param url `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS.
   * @throws RedisRefusal a URL that is none.
   */
  static to(url: string): RedisConnection {
    const address = addressOf(url);
    return new RedisConnection(new Redis(url, OPTIONS), new Redis(url, OPTIONS), address);
  }

  /**
   * Connects both, and looks at what is there.
   * @throws RedisRefusal too old, or it refuses who we are; other errors: it cannot be reached now.
   */
  async open(): Promise<void> {
    for (const client of [this.commands, this.subscriber]) {
      try {
        await ready(client);
      } catch (fault) {
        throw refusalOf(client, fault);
      }
    }
    const version = /^redis_version:(\S+)/m.exec(await this.commands.info('server'))?.[1] ?? '';
    if (Number.parseInt(version, 10) >= OLDEST_REDIS) return;
    throw new RedisRefusal(
      `Redis at ${this.address} is version ${version || '?'}; ${OLDEST_REDIS} or newer is needed.`,
    );
  }

  /** Listens to a channel, until the connection ends. Without an answer it is broken, and made anew. */
  async subscribe(channel: string): Promise<void> {
    try {
      await this.subscriber.subscribe(channel);
    } catch (fault) {
      this.logger.warn(`${this.address}: ${describeFault(fault)}`);
      if (this.subscriber.status === 'ready') this.subscriber.disconnect(true);
    }
  }

  /** Breaks both connections, which are then made anew: the other side has gone silent. */
  reconnect(): void {
    for (const client of [this.commands, this.subscriber]) {
      if (client.status === 'ready') client.disconnect(true);
    }
  }

  close(): void {
    for (const client of [this.commands, this.subscriber]) client.disconnect();
  }

  private noteFault(fault: Error): void {
    const what = describeFault(fault);
    if (this.said.has(what)) return;
    this.said.add(what);
    this.logger.warn(`${this.address}: ${what}`);
  }
}

/** What went wrong, without anything of the URL. */
export function describeFault(fault: unknown): string {
  // Where Jest runs a host, Node's own errors are instances of another `Error`.
  if (!isNativeError(fault)) return 'failed';
  if ('code' in fault && typeof fault.code === 'string') return fault.code;
  return fault.message;
}

/**
 * Resolves when a client can be used, and rejects with what its next attempt fails of. Attempts go on
 * all the while.
 */
async function ready(client: Redis): Promise<void> {
  // What fails is told by the event.
  if (client.status === 'wait') client.connect().catch(() => undefined);
  if (client.status === 'ready') return;
  await once(client, 'ready');
}

function refusalOf(client: Redis, fault: unknown): unknown {
  const message = isNativeError(fault) ? fault.message : '';
  const [, said] =
    /^(?:Ready check failed: )?((?:WRONGPASS|NOAUTH|NOPERM|ERR).*)/.exec(message) ?? [];
  if (said === undefined) return fault;
  const { host, port } = client.options;
  const why = said.startsWith('NOAUTH') ? 'it wants a password' : said;
  return new RedisRefusal(`Redis at ${host}:${port} refuses to serve: ${why}`);
}

function addressOf(url: string): string {
  const isRedis = URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol);
  if (!isRedis) throw new RedisRefusal('The URL of Redis is none; use redis://host:port.');
  const { hostname, port } = new URL(url);
  return `${hostname}:${port || '6379'}`;
}
