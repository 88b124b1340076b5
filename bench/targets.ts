import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WireTraits } from './generator/commands.js';

const HERE = import.meta.dirname;
/** The package's own directory: this file runs from its `dist-bench`. */
export const PACKAGE_ROOT = join(HERE, '..');

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
}

export const TARGET_NAMES = ['tutorial', 'nest', 'ws-loop', 'joined-loop', 'parley'] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

const NOTHING = (): Record<string, string> => ({});
const TUTORIAL: WireTraits = {
  joinAcks: false,
  sendAcks: false,
  notices: true,
  settleMs: 100,
  body: 'text',
};
const BARE: WireTraits = {
  joinAcks: true,
  sendAcks: false,
  notices: false,
  settleMs: 0,
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
  },
  nest: {
    name: 'nest',
    label: '(b) stock Nest',
    program: baseline('nest.server.js'),
    environment: NOTHING,
    // A ValidationPipe looks only at payloads that have a class.
    traits: { ...TUTORIAL, body: 'object' },
  },
  'ws-loop': {
    name: 'ws-loop',
    label: '(c) bare ws loop',
    program: baseline('ws-loop.server.js'),
    environment: NOTHING,
    traits: BARE,
  },
  'joined-loop': {
    name: 'joined-loop',
    label: '(d) ws loop, writes joined',
    program: baseline('joined-loop.server.js'),
    environment: NOTHING,
    traits: BARE,
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
    // Member lists and presence go out once a second.
    traits: { joinAcks: true, sendAcks: true, notices: false, settleMs: 1_300, body: 'text' },
  },
};

export function isTargetName(name: string): name is TargetName {
  return TARGET_NAMES.some((known) => known === name);
}

/** Has it been built? The baselines have, with the bench. */
export function isBuilt(target: Target): boolean {
  return existsSync(target.program);
}
