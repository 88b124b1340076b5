import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { Results, WorkloadResult } from '../results.js';
import { PACKAGE_ROOT } from '../targets.js';

const FILE = join(PACKAGE_ROOT, 'docs', 'performance.json');

function here(): Pick<Results, 'machine' | 'node'> {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'an unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  const machine = `${processors.length} × ${model}, ${memory} GB, Linux ${release()}`;
  return { machine, node: process.version };
}

/** What was measured before; nothing if that was on another machine or Node. */
export function readResults(): Results {
  const empty: Results = { version: 1, ...here(), workloads: [] };
  if (!existsSync(FILE)) return empty;
  const stored: unknown = JSON.parse(readFileSync(FILE, 'utf8'));
  if (!isResults(stored)) throw new Error(`${FILE} holds no results of this version`);
  return stored;
}

/** Keeps new results beside those of the other workloads, if they were measured here too. */
export function keepResults(measured: readonly WorkloadResult[]): Results {
  const before = readResults();
  const { machine, node } = here();
  const comparable = before.machine === machine && before.node === node;
  const workloads = new Map(
    [...(comparable ? before.workloads : []), ...measured].map((result) => [result.name, result]),
  );
  const results: Results = { version: 1, machine, node, workloads: [...workloads.values()] };
  mkdirSync(dirname(FILE), { recursive: true });
  writeFileSync(FILE, JSON.stringify(results, null, 2) + '\n');
  return results;
}

function isResults(value: unknown): value is Results {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === 1 &&
    'workloads' in value &&
    Array.isArray(value.workloads)
  );
}
