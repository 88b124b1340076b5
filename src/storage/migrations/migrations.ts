import type { Migration } from 'kysely';
import type { SqlDialect } from '../sql-dialect.js';
import { initial } from './0001-initial.js';
import { accounts } from './0002-accounts.js';

/**
 * Every migration, by its name, in the order of their names. A released one never changes.
 * Each can be run again after it was cut off: in a host's database it may have no transaction.
 */
export function migrationsFor(dialect: SqlDialect): Record<string, Migration> {
  return { '0001-initial': initial(dialect), '0002-accounts': accounts(dialect) };
}
