import type { Type } from '@nestjs/common';
import { compile } from 'proxy-addr';
import { jwtOptionsProblems } from '../identity/jwt.options.js';
import type {
  ChatClusterOptions,
  ChatModuleOptions,
  HostStorage,
  OwnStorage,
} from './chat.options.js';

/** Options that cannot work. The message names the option and says what it must be. */
export class ChatOptionsError extends Error {
  override readonly name = 'ChatOptionsError';
}

/** @throws ChatOptionsError that names the first option that cannot work. */
export function checkOptions(options: ChatModuleOptions): ChatModuleOptions {
  const { storage, noticeRoomSize, limits, trustedProxies, cluster } = options ?? {};
  checkStorage(storage);
  if (cluster !== undefined) checkCluster(cluster, storage);
  checkAuthentication(options);
  if (noticeRoomSize !== undefined && !isCount(noticeRoomSize)) {
    throw new ChatOptionsError('noticeRoomSize must be a whole number of at least 0');
  }
  checkLimits(limits);
  checkProxies(trustedProxies);
  return options;
}

function checkAuthentication({ guests, jwt, accounts }: ChatModuleOptions): void {
  const chosen = Object.entries({ guests, jwt, accounts }).filter(
    ([, value]) => value !== undefined,
  );
  const [first, second] = chosen.map(([name]) => name);
  if (second !== undefined) throw new ChatOptionsError(`${first} and ${second} exclude each other`);
  for (const [name, secret] of Object.entries({ guests, accounts })) {
    if (secret !== undefined && !isLongEnough(secret.tokenSecret)) {
      throw new ChatOptionsError(`${name}.tokenSecret must be a text of at least 32 bytes`);
    }
  }
  const [problem] = jwt === undefined ? [] : jwtOptionsProblems(jwt);
  if (problem !== undefined) throw new ChatOptionsError(problem);
}

/** Every number in the limits is a count, a number of seconds or of milliseconds. */
function checkLimits(limits: unknown): void {
  if (limits === undefined || limits === false) return;
  if (typeof limits !== 'object' || limits === null || !holdsCounts(limits)) {
    throw new ChatOptionsError(
      'limits must be false, or rates and caps of whole numbers from 1 up',
    );
  }
}

function holdsCounts(value: object): boolean {
  return Object.values(value).every((inner: unknown) =>
    typeof inner === 'object' && inner !== null
      ? holdsCounts(inner)
      : isCount(inner) && inner !== 0,
  );
}

function checkProxies(trustedProxies: readonly string[] | undefined): void {
  try {
    compile([...(trustedProxies ?? [])]);
  } catch {
    throw new ChatOptionsError('trustedProxies must be addresses and networks, such as 10.0.0.0/8');
  }
}

function checkStorage(storage: Partial<OwnStorage & HostStorage> | undefined): void {
  const { url, kysely, poolSize } = storage ?? {};
  if (url !== undefined && kysely !== undefined) {
    throw new ChatOptionsError('storage.url and storage.kysely exclude each other');
  }
  if (kysely !== undefined && !isDatabase(kysely)) {
    throw new ChatOptionsError('storage.kysely must be a Kysely instance, and no transaction');
  }
  if (kysely === undefined && !isUrl(url)) {
    throw new ChatOptionsError(
      'storage.url must say where to keep everything, such as sqlite:./chat.db',
    );
  }
  if (poolSize !== undefined && (!isCount(poolSize) || poolSize === 0)) {
    throw new ChatOptionsError('storage.poolSize must be a whole number of at least 1');
  }
}

function checkCluster(
  cluster: ChatClusterOptions,
  storage: Partial<OwnStorage & HostStorage>,
): void {
  const { redisUrl, prefix = 'parley', presenceTtlSeconds = 15 } = cluster;
  if (typeof redisUrl !== 'string' || !/^rediss?:\/\/./.test(redisUrl)) {
    throw new ChatOptionsError('cluster.redisUrl must be a URL such as redis://localhost:6379');
  }
  if (!/^[\w.:-]{1,64}$/.test(prefix)) {
    throw new ChatOptionsError(
      'cluster.prefix must be 1–64 letters, digits, "_", "-", "." and ":"',
    );
  }
  if (!isCount(presenceTtlSeconds) || presenceTtlSeconds < 3) {
    throw new ChatOptionsError('cluster.presenceTtlSeconds must be a whole number of at least 3');
  }
  if (storage.url?.startsWith('sqlite:') === true) {
    throw new ChatOptionsError(
      'A cluster (REDIS_URL) needs a database that all nodes share: a PostgreSQL server ' +
        '(DATABASE_URL=postgres://…), or storage.kysely. An SQLite file is for one node without Redis.',
    );
  }
}

/** @throws ChatOptionsError if the option is no class. */
export function requireClass<T>(option: string, value: Type<T>): Type<T> {
  if (typeof value === 'function' && value.prototype !== undefined) return value;
  throw new ChatOptionsError(`${option} must be a class`);
}

function isUrl(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z]+:./.test(value);
}

function isDatabase(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    'isTransaction' in value &&
    value.isTransaction === false
  );
}

function isLongEnough(secret: unknown): boolean {
  return typeof secret === 'string' && Buffer.byteLength(secret) >= 32;
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
