import { sql } from 'kysely';
import type { Database } from '../database.js';
import { COPY_TABLES, type CopyTable } from './tables.js';

/** A row of any table. */
export type CopyRow = Readonly<Record<string, unknown>>;

/** How many rows each table has, by its name. */
export type RowCounts = ReadonlyMap<string, number>;

/** The rows behind a key, in the order of the primary key; from the start if there is none. */
export async function readRows(
  { kysely }: Database,
  { name, shape, key }: CopyTable,
  after: CopyRow | undefined,
  limit: number,
): Promise<CopyRow[]> {
  const keys = sql.join(key.map((column) => sql.ref(column)));
  const behind = after
    ? sql`where (${keys}) > (${sql.join(key.map((column) => after[column]))})`
    : sql``;
  const columns = sql.join(Object.keys(shape).map((column) => sql.ref(column)));
  const { rows } = await sql<CopyRow>`select ${columns} from ${sql.table(name)} ${behind}
    order by ${keys} limit ${limit}`.execute(kysely);
  return rows;
}

export async function countRows({ kysely }: Database): Promise<RowCounts> {
  const counts = new Map<string, number>();
  for (const { name } of COPY_TABLES) {
    const { rows } = await sql<{ count: number }>`select count(*) as count
      from ${sql.table(name)}`.execute(kysely);
    counts.set(name, rows[0]?.count ?? 0);
  }
  return counts;
}

/**
 * Tells this database from any other, and from itself after a server has run on it: who came first, how
 * much there is, how far it has been read, and when someone was last here.
 */
export async function fingerprint(database: Database): Promise<string> {
  const { rows } = await sql<object>`select
    (select min(id) from parley_users) as first_user,
    (select max(last_seen_at) from parley_users) as last_seen,
    (select sum(last_seq) from parley_rooms) as last_seqs,
    (select sum(read_seq + delivered_seq) from parley_memberships) as marks`.execute(
    database.kysely,
  );
  return JSON.stringify([rows[0], ...(await countRows(database))]);
}

/** Rooms of which the newest message is not the one that the room says. */
export async function countOpenEnds({ kysely }: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from parley_rooms
    where last_seq <> coalesce(
      (select max(seq) from parley_messages where room_id = parley_rooms.id), 0)`.execute(kysely);
  return rows[0]?.count ?? 0;
}
