import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Where a user's programs keep what should outlive them but is neither data nor configuration: the
 * XDG Base Directory Specification's `$XDG_STATE_HOME`, which says to ignore a relative path.
 */
export function stateFolder(environment: Environment = process.env, home = homedir()): string {
  const base = environment['XDG_STATE_HOME'];
  const usable = base !== undefined && isAbsolute(base);
  return join(usable ? base : join(home, '.local', 'state'), 'parley');
}

/** Can the terminal move its cursor? */
export function terminalMovesCursor(environment: Environment = process.env): boolean {
  return environment['TERM'] !== 'dumb';
}
