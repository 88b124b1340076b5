import { type CleanedEnv, customCleanEnv, host, str } from 'envalid';
import { AUTHENTICATION_SETTINGS, authenticationProblems } from './authentication.settings.js';
import { concealCredentials } from './conceal.js';
import { ConfigurationError } from './configuration.error.js';
import { productionProblems, tokenSecretProblems } from './production.js';
import {
  databaseUrl,
  keyPrefix,
  networks,
  onOff,
  origins,
  redisUrl,
  someOf,
  wholeNumber,
} from './validators.js';

/** What is said of a setting beside its type, its default and its description. */
export interface SettingNotes {
  /** Ends the sentence "it must be …". */
  readonly allowed: string;
  /** Its value is never shown. */
  readonly secret?: true;
}

/**
 * Every setting of the standalone server: the one place that knows their names, types, defaults and
 * meaning. `.env.example` and `docs/configuration.md` are made from it.
 */
export const SETTINGS = {
  NODE_ENV: {
    ...str({
      default: undefined,
      desc: 'With `production` the server does not start with what strangers could abuse: a `TOKEN_SECRET` that is unset, or any secret that can be guessed; or guests on a `HOST` that can be reached from elsewhere, unless `ALLOW_GUESTS=true` says that they are meant. `parley check-config` tells. Whatever it is, `*` is no origin.',
    }),
    allowed: 'a text',
  },
  PORT: {
    ...wholeNumber(
      0,
      65_535,
    )({ default: 8_000, desc: 'The port to listen on; 0 takes any that is free.' }),
    allowed: 'a whole number from 0 to 65535',
  },
  HOST: {
    ...host({
      default: '127.0.0.1',
      desc: 'The address to listen on: this machine only by default, `0.0.0.0` for every network.',
    }),
    allowed: 'a host name or an IP address',
  },
  DATABASE_URL: {
    ...databaseUrl({
      default: 'sqlite:./data/parley.db',
      desc: 'Where everything is kept: an SQLite file, which is made if it does not exist, or `sqlite::memory:`, which forgets all when the server stops; or a database on a PostgreSQL server of version 15 or newer, `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, which any number of nodes may share.',
    }),
    allowed: 'sqlite: and a path, sqlite::memory:, or postgres://USER:PASSWORD@HOST:PORT/DATABASE',
  },
  DATABASE_POOL_SIZE: {
    ...wholeNumber(
      1,
      1_000,
    )({
      default: 10,
      desc: 'How many connections this node has to a PostgreSQL server, at most. Those of all nodes must be fewer than its `max_connections`.',
    }),
    allowed: 'a whole number from 1 to 1000',
  },
  REDIS_URL: {
    ...redisUrl({
      default: undefined,
      desc: 'The Redis (7 or newer) through which several nodes are one server: `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS. Set it on each node, with the same `DATABASE_URL`, of a PostgreSQL, and the same `TOKEN_SECRET`. If unset, there is one node.',
    }),
    allowed: 'redis:// or rediss:// and a host',
  },
  REDIS_PREFIX: {
    ...keyPrefix({
      default: 'parley',
      desc: 'What all keys and channels in Redis begin with. Each cluster that uses the same Redis needs one of its own.',
    }),
    allowed: '1–64 letters, digits, "_", "-", "." and ":"',
  },
  PRESENCE_TTL: {
    ...wholeNumber(
      3,
      3_600,
    )({
      default: 15,
      desc: 'When a node of several dies, its people are offline within this time. In seconds.',
    }),
    allowed: 'a whole number from 3 to 3600',
  },
  ...AUTHENTICATION_SETTINGS,
  ALLOWED_ORIGINS: {
    ...origins({
      default: Object.freeze([]),
      desc: "The web origins, separated by commas, whose pages may connect. The server's own pages always may, and so may clients that are no browsers.",
    }),
    allowed: 'origins such as https://chat.example.com, separated by commas',
  },
  TRANSPORTS: {
    ...someOf(['websocket', 'polling'])({
      default: Object.freeze<('websocket' | 'polling')[]>(['websocket', 'polling']),
      desc: 'How clients may connect, separated by commas. Behind a balancer, `polling` needs sticky sessions.',
    }),
    allowed: 'websocket, polling, or both separated by a comma',
  },
  RATE_LIMIT_ENABLED: {
    ...onOff({
      default: true,
      desc: 'Whether floods are limited: how often people and addresses may do what, and how many connections they may have. Benchmarks switch it off.',
    }),
    allowed: 'true or false',
  },
  TRUSTED_PROXIES: {
    ...networks({
      default: Object.freeze([]),
      desc: 'The reverse proxies whose `X-Forwarded-For` is believed, separated by commas. Behind a proxy that is not listed, everyone counts as one address.',
    }),
    allowed: 'IP addresses and networks such as 10.0.0.0/8, separated by commas',
  },
  MAX_CONNECTIONS: {
    ...wholeNumber(
      1,
      1_000_000,
    )({
      default: 20_000,
      desc: 'The most connections that this server has at once; one more is refused.',
    }),
    allowed: 'a whole number from 1 to 1000000',
  },
  MAX_CONNECTIONS_PER_ADDRESS: {
    ...wholeNumber(
      1,
      1_000_000,
    )({
      default: 500,
      desc: 'The most connections from one address, such as that of an office; in IPv6, from one /64 network.',
    }),
    allowed: 'a whole number from 1 to 1000000',
  },
  NOTICE_ROOM_SIZE: {
    ...wholeNumber(
      0,
      1_000_000,
    )({
      default: 100,
      desc: 'Rooms with more members than this get no notice when someone joins or leaves.',
    }),
    allowed: 'a whole number from 0 to 1000000',
  },
  SLOW_CONSUMER_BYTES: {
    ...wholeNumber(
      65_536,
      1_073_741_824,
    )({
      default: 8_388_608,
      desc: 'A connection whose client leaves more than this unread is cut. In bytes.',
    }),
    allowed: 'a whole number from 65536 to 1073741824',
  },
  LOG_LEVEL: {
    ...str({
      choices: ['error', 'warn', 'info', 'debug'],
      default: 'info',
      desc: 'The least important messages that are logged.',
    }),
    allowed: 'error, warn, info or debug',
  },
  LOG_FORMAT: {
    ...str({
      choices: ['auto', 'json', 'text'],
      default: 'auto',
      desc: 'How log messages are written: `auto` is `text` on a terminal and `json` elsewhere.',
    }),
    allowed: 'auto, json or text',
  },
} satisfies Record<string, SettingNotes>;

/** The name of a setting, and of its environment variable. */
export type SettingName = keyof typeof SETTINGS;
/** The settings by the names of their environment variables. Frozen. */
export type Settings = Readonly<Pick<CleanedEnv<typeof SETTINGS>, SettingName>>;

/** Enough of a wrong value to know it by. */
const MAX_SHOWN = 80;

/** What a variable holds, on one line, without secrets and without passwords in URLs. */
function show(notes: SettingNotes, value: string): string {
  if (notes.secret) return `has ${Buffer.byteLength(value)} bytes`;
  const shown = JSON.stringify(concealCredentials(value));
  return `is ${shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown}`;
}

type Environment = Readonly<Record<string, unknown>>;

/** What an environment says, right or wrong. */
interface Reading {
  /** Without those that are wrong. */
  readonly settings: Settings;
  /** All that is wrong with any one setting, or with how they go together. */
  readonly problems: readonly string[];
  readonly secrets: Readonly<Record<string, string>>;
}

function read(environment: Environment): Reading {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  let wrong: [string, SettingNotes][] = [];
  const settings = customCleanEnv(set, SETTINGS, (settings) => settings, {
    reporter: ({ errors }) => {
      wrong = Object.entries<SettingNotes>(SETTINGS).filter(([name]) => name in errors);
    },
  });
  const asWritten = Object.fromEntries(wrong.map(([name]) => [name, String(set[name])]));
  return {
    settings,
    problems: [
      ...wrong.map(([name, notes]) => {
        return `${name} ${show(notes, String(set[name]))}; it must be ${notes.allowed}`;
      }),
      ...authenticationProblems({ ...settings, ...asWritten }),
    ],
    secrets: secretsOf(set),
  };
}

function secretsOf(set: Environment): Record<string, string> {
  const secrets: Record<string, string> = {};
  for (const [name, { secret }] of Object.entries<SettingNotes>(SETTINGS)) {
    const value = set[name];
    if (secret && typeof value === 'string') secrets[name] = value;
  }
  return secrets;
}

function refuseIfAny(problems: readonly string[]): void {
  if (problems.length > 0) throw new ConfigurationError(problems);
}

/**
 * Reads the settings from environment variables. A variable that is empty is unset; ones with other
 * names are ignored.
 *
 * @throws ConfigurationError that tells everything that is wrong.
 */
export function readSettings(environment: Environment): Settings {
  const { settings, problems } = read(environment);
  refuseIfAny(problems);
  return settings;
}

/**
 * Reads the settings of a server that is about to start.
 *
 * @throws ConfigurationError that tells everything that is wrong, or that a server in production must
 *   not have.
 */
export function readServerSettings(environment: Environment): Settings {
  const { settings, problems, secrets } = read(environment);
  refuseIfAny([
    ...problems,
    ...tokenSecretProblems(settings, secrets),
    ...productionProblems(settings, secrets),
  ]);
  return settings;
}
