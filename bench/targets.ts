import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WireTraits } from './generator/commands.js';
import type { ServiceName } from './shared-services.js';

const HERE = import.meta.dirname;
/** The package's own directory: this file runs from its `dist-bench/bench`. */
export const PACKAGE_ROOT = join(HERE, '..', '..');

/** Where a target keeps what it keeps. */
export interface Place {
  /** A file of its own. */
  database: string;
  /** URLs of the services that it has asked for. */
  services: Partial<Record<ServiceName, string>>;
}

/** A server that can be measured. */
export interface Target {
  name: TargetName;
  /** What tables and plots call it. */
  label: string;
  /** The program that is started with node; it listens on HOST and PORT. */
  program: string;
  /** How many processes of it are one server. */
  nodes: number;
  /** What these share. */
  services: readonly ServiceName[];
  environment(place: Place): Record<string, string>;
  traits: WireTraits;
  /** How long after a join others may still be told of it. */
  tellsWithinMs: number;
}

/** Servers of one process. */
export const SINGLE_NODE = ['tutorial', 'nest', 'ws-loop', 'joined-loop', 'parley'] as const;
export const TARGET_NAMES = [
  ...SINGLE_NODE,
  'tutorial-redis',
  'parley-postgres',
  'parley-cluster',
] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

const NOTHING = (): Record<string, string> => ({});
const TUTORIAL: WireTraits = {
  joinAcks: false,
  sendAcks: false,
  notices: true,
  body: 'text',
  seqs: false,
};
const BARE: WireTraits = {
  joinAcks: true,
  sendAcks: false,
  notices: false,
  body: 'text',
  seqs: false,
};
const ONE = { nodes: 1, services: [] } as const;
/** Parley as its user runs it, but for its limits. */
const PARLEY = {
  program: join(PACKAGE_ROOT, 'dist', 'main.js'),
  traits: { joinAcks: true, sendAcks: true, notices: false, body: 'text', seqs: true },
  // Changes of membership are told once a second.
  tellsWithinMs: 1_300,
} as const;

function parleyWith(settings: Record<string, string>): Record<string, string> {
  return { RATE_LIMIT_ENABLED: 'false', LOG_LEVEL: 'warn', ...settings };
}

/** The same on each node. */
const TOKEN_SECRET = randomBytes(32).toString('hex');

function baseline(file: string): string {
  return join(HERE, 'baselines', file);
}

export const TARGETS: Record<TargetName, Target> = {
  tutorial: {
    name: 'tutorial',
    label: '(a) tutorial, Socket.IO',
    program: baseline('tutorial.server.js'),
    ...ONE,
    environment: NOTHING,
    traits: TUTORIAL,
    tellsWithinMs: 100,
  },
  nest: {
    name: 'nest',
    label: '(b) stock Nest',
    program: baseline('nest.server.js'),
    ...ONE,
    environment: NOTHING,
    // A ValidationPipe looks only at payloads that have a class.
    traits: { ...TUTORIAL, body: 'object' },
    tellsWithinMs: 100,
  },
  'ws-loop': {
    name: 'ws-loop',
    label: '(c) bare ws loop',
    program: baseline('ws-loop.server.js'),
    ...ONE,
    environment: NOTHING,
    traits: BARE,
    tellsWithinMs: 0,
  },
  'joined-loop': {
    name: 'joined-loop',
    label: '(d) ws loop, writes joined',
    program: baseline('joined-loop.server.js'),
    ...ONE,
    environment: NOTHING,
    traits: BARE,
    tellsWithinMs: 0,
  },
  parley: {
    ...PARLEY,
    name: 'parley',
    label: 'Parley',
    ...ONE,
    environment: ({ database }) => parleyWith({ DATABASE_URL: `sqlite:${database}` }),
  },
  'tutorial-redis': {
    name: 'tutorial-redis',
    label: '(a2) tutorial, 2 processes, Redis adapter',
    program: baseline('tutorial.server.js'),
    nodes: 2,
    services: ['redis'],
    environment: ({ services }) => ({ REDIS_URL: services.redis ?? '' }),
    traits: TUTORIAL,
    tellsWithinMs: 100,
  },
  'parley-postgres': {
    ...PARLEY,
    name: 'parley-postgres',
    label: 'Parley, PostgreSQL',
    nodes: 1,
    services: ['postgres'],
    environment: ({ services }) =>
      parleyWith({ DATABASE_URL: services.postgres ?? '', TOKEN_SECRET }),
  },
  'parley-cluster': {
    ...PARLEY,
    name: 'parley-cluster',
    label: 'Parley, 2 nodes, PostgreSQL, Redis',
    nodes: 2,
    services: ['postgres', 'redis'],
    environment: ({ services }) =>
      parleyWith({
        DATABASE_URL: services.postgres ?? '',
        REDIS_URL: services.redis ?? '',
        TOKEN_SECRET,
      }),
  },
};

export function isTargetName(name: string): name is TargetName {
  return TARGET_NAMES.some((known) => known === name);
}

/** Has it been built? The baselines have, with the bench. */
export function isBuilt(target: Target): boolean {
  return existsSync(target.program);
}
