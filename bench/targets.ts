import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WireTraits } from './generator/commands.js';

const HERE = import.meta.dirname;
/** The package's own directory: this file runs from its `dist-bench/bench`. */
export const PACKAGE_ROOT = join(HERE, '..', '..');

/** A server that can be measured. */
export interface Target {
  name: TargetName;
  /** What tables and plots call it. */
  label: string;
  /** The program that is started with node; it listens on HOST and PORT. */
  program: string;
  /** @param database a file of its own to keep everything in. */
  environment(database: string): Record<string, string>;
  traits: WireTraits;
  /** How long after a join others may still be told of it. */
  tellsWithinMs: number;
}

export const TARGET_NAMES = ['tutorial', 'nest', 'ws-loop', 'joined-loop', 'parley'] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

const NOTHING = (): Record<string, string> => ({});
const TUTORIAL: WireTraits = {
  joinAcks: false,
  sendAcks: false,
  notices: true,
  body: 'text',
};
const BARE: WireTraits = {
  joinAcks: true,
  sendAcks: false,
  notices: false,
  body: 'text',
};

function baseline(file: string): string {
  return join(HERE, 'baselines', file);
}

export const TARGETS: Record<TargetName, Target> = {
  tutorial: {
    name: 'tutorial',
    label: '(a) tutorial, Socket.IO',
    program: baseline('tutorial.server.js'),
    environment: NOTHING,
    traits: TUTORIAL,
    tellsWithinMs: 100,
  },
  nest: {
    name: 'nest',
    label: '(b) stock Nest',
    program: baseline('nest.server.js'),
    environment: NOTHING,
    // A ValidationPipe looks only at payloads that have a class.
    traits: { ...TUTORIAL, body: 'object' },
    tellsWithinMs: 100,
  },
  'ws-loop': {
    name: 'ws-loop',
    label: '(c) bare ws loop',
    program: baseline('ws-loop.server.js'),
    environment: NOTHING,
    traits: BARE,
    tellsWithinMs: 0,
  },
  'joined-loop': {
    name: 'joined-loop',
    label: '(d) ws loop, writes joined',
    program: baseline('joined-loop.server.js'),
    environment: NOTHING,
    traits: BARE,
    tellsWithinMs: 0,
  },
  parley: {
    name: 'parley',
    label: 'Parley',
    program: join(PACKAGE_ROOT, 'dist', 'main.js'),
    environment: (database) => ({
      DATABASE_URL: `sqlite:${database}`,
      RATE_LIMIT_ENABLED: 'false',
      LOG_LEVEL: 'warn',
    }),
    traits: { joinAcks: true, sendAcks: true, notices: false, body: 'text' },
    // Changes of membership are told once a second.
    tellsWithinMs: 1_300,
  },
};

export function isTargetName(name: string): name is TargetName {
  return TARGET_NAMES.some((known) => known === name);
}

/** Has it been built? The baselines have, with the bench. */
export function isBuilt(target: Target): boolean {
  return existsSync(target.program);
}
