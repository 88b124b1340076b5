import { accessSync, constants, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where Debian keeps PostgreSQL's server programs, by version. */
const DEBIAN_POSTGRES = '/usr/lib/postgresql';
/** Where Debian keeps what only root runs. */
const SYSTEM_PROGRAMS = '/usr/sbin';

/** The first of these programs that is on the machine; `undefined` if there is none. */
export function findProgram(...names: readonly string[]): string | undefined {
  return folders()
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(isExecutable);
}

function folders(): string[] {
  const path = (process.env['PATH'] ?? '').split(delimiter);
  return [...path, SYSTEM_PROGRAMS, ...postgresFolders()];
}

/** The newest version first. */
function postgresFolders(): string[] {
  try {
    const versions = readdirSync(DEBIAN_POSTGRES).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => join(DEBIAN_POSTGRES, version, 'bin'));
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
