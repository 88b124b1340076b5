import type { ModuleMetadata, Type } from '@nestjs/common';
import type { AccountOptions } from '../accounts/account.options.js';
import type { Authenticator } from '../identity/authenticator.js';
import type { JwtOptions } from '../identity/jwt.options.js';
import type { HostDatabase } from '../rooms/host-transactions.js';
import type { ChatLimits } from '../limits/chat-limits.js';
import type { ChatPolicy } from '../rooms/chat-policy.js';

/** A database of Parley's own, opened and closed by it. */
export interface OwnStorage {
  /**
   * `sqlite:` and the path of the database file, or `sqlite::memory:`; or
   * `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, on a PostgreSQL of version 15 or newer.
   */
  url: string;
  /** The most connections to a PostgreSQL server at once. Default 10. */
  poolSize?: number;
}

/**
 * The host's database, so that a row of the host's and a message can be written in one transaction.
 * Parley's tables and indexes are made in it when the application starts; their names begin with
 * `parley_`. PostgreSQL 15 or newer; or SQLite 3.38 or newer, through any driver that gives integers
 * as numbers.
 */
export interface HostStorage {
  /** The host's Kysely instance, of any schema. Closing it stays the host's, after the application. */
  kysely: HostDatabase;
}

/** How a node finds the others. */
export interface ChatClusterOptions {
  /** `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS. Redis 7 or newer. */
  redisUrl: string;
  /** What all keys and channels begin with: one for each cluster on a Redis. Default `parley`. */
  prefix?: string;
  /** When a node dies, its people are offline within this time. Seconds, default 15. */
  presenceTtlSeconds?: number;
}

/** What a host says when it imports `ChatModule`; with `forRootAsync`, what its factory returns. */
export interface ChatModuleOptions {
  /** Where everything is kept. */
  storage: OwnStorage | HostStorage;
  /**
   * People may come under any free name. Exactly one of this, `jwt` and `accounts` is needed, unless the
   * host has an `authenticator` of its own.
   */
  guests?: {
    /** Signs guests' tokens: at least 32 bytes, the same at every start and on every node. */
    tokenSecret: string;
  };
  /** People come with tokens of an identity provider. */
  jwt?: JwtOptions;
  /** People have accounts with passwords, kept by Parley: `AccountsService` registers and logs in. */
  accounts?: AccountOptions;
  /**
   * Other nodes, which share the database. Without it there is one node. Each needs the same
   * `guests.tokenSecret`.
   */
  cluster?: ChatClusterOptions;
  /** Rooms with more members than this get no notices, only `room members`. Default 100. */
  noticeRoomSize?: number;
  /**
   * What one client may do in a while, and how many connections it may have. `{}` takes the defaults,
   * which are those of the standalone server; `false`, the default, limits nothing: then it is the
   * host's to keep floods out. Counts are of this process, unless there is a cluster.
   */
  limits?: ChatLimits | false;
  /**
   * The proxies whose `X-Forwarded-For` is believed: addresses and networks, such as `10.0.0.0/8`.
   * Default none: then a client's address is that of whoever opened the TCP connection.
   */
  trustedProxies?: readonly string[];
}

/** What a host says beside the options, since Nest must know it before any factory runs. */
export interface ChatModuleExtras {
  /** Decides who a handshake is. Default: guests, who choose a free name. */
  authenticator?: Type<Authenticator>;
  /** The host's rules. Default: what the protocol allows is allowed. */
  policy?: Type<ChatPolicy>;
  /** Modules that export what `authenticator` and `policy` inject. */
  imports?: NonNullable<ModuleMetadata['imports']>;
  /**
   * False for a process without sockets, such as a queue worker: `ChatService` works, and what it
   * sends is delivered by the process that has the sockets, from the outbox of the database that they
   * share (`storage.kysely`; a `storage.url` file is one process's own). Default true.
   */
  gateway?: boolean;
  /** True: `ChatService` and the others can be injected in every module. Default false. */
  isGlobal?: boolean;
}
