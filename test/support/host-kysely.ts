import Libsql from 'libsql';
import { CamelCasePlugin, Kysely, SqliteDialect } from 'kysely';

/** What the host of a test keeps of its own. */
export interface HostSchema {
  orders: { id: string };
}

/**
 * A Kysely instance as a host opens it: Kysely's own dialect, and a plugin that renames columns.
 * @param path of the database file, or `:memory:`.
 */
export function hostKysely(path: string): Kysely<HostSchema> {
  const database = new Libsql(path);
  database.exec('pragma journal_mode = wal; pragma busy_timeout = 5000');
  return new Kysely({
    dialect: new SqliteDialect({ database }),
    plugins: [new CamelCasePlugin()],
  });
}

/** The same, with a table `orders` of the host's. */
export async function hostWithOrders(path: string): Promise<Kysely<HostSchema>> {
  const host = hostKysely(path);
  await host.schema
    .createTable('orders')
    .ifNotExists()
    .addColumn('id', 'text', (column) => column.primaryKey())
    .execute();
  return host;
}
