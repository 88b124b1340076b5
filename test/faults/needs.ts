import { findProgram } from '../../services/programs.js';
import type { Need, Row } from './rows/row.js';

/** What is missing on this machine for a row to be run; `undefined`: nothing. */
export function missingFor({ needs }: Row): string | undefined {
  return needs.map((need) => MISSING[need]()).find((missing) => missing !== undefined);
}

const MISSING: Readonly<Record<Need, () => string | undefined>> = {
  postgres: () => unless('postgres', 'postgresql'),
  redis: () => unless('redis-server', 'redis-server'),
  nginx: () => unless('nginx', 'nginx'),
  strace: () => unless('strace', 'strace'),
  mount: () =>
    process.getuid?.() === 0 ? undefined : 'a small disk to fill can be mounted by root only',
};

function unless(program: string, debianPackage: string): string | undefined {
  return findProgram(program) === undefined ? `apt-get install ${debianPackage}` : undefined;
}
