import { existsSync } from 'node:fs';
import type { Database } from '../database.js';
import { openDatabase } from '../open-database.js';
import { StorageError } from '../storage.error.js';
import {
  countOpenEnds,
  countRows,
  fingerprint,
  readRows,
  type CopyRow,
  type RowCounts,
} from './copy-source.js';
import { CopyTarget } from './copy-target.js';
import { COPY_TABLES, type CopyTable } from './tables.js';

/** Rows that are read, sent and committed together. */
const BATCH = 500;

/** Is told how far the copy of a table is, in rows. */
export type OnProgress = (table: string, done: number, total: number) => void;

/**
 * Copies everything from an SQLite file, which no server may be using, to a database on a PostgreSQL
 * server that is empty. Each table goes in the order of its primary key, so a copy that was cut off
 * goes on where it was when it is run again. In the end it is verified: as many rows in each table,
 * and each room as far as its newest message.
 *
 * @returns the number of rows of each table.
 * @throws {StorageError}
 */
export async function copyDatabase(
  from: string,
  to: string,
  onProgress: OnProgress,
): Promise<RowCounts> {
  const source = await openSource(from);
  try {
    const target = await openDatabase(to, { purpose: 'copy' });
    try {
      return await copyAll(source, target, onProgress);
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function openSource(url: string): Promise<Database> {
  const path = url.replace(/^sqlite:/, '');
  if (!existsSync(path)) {
    throw new StorageError('no-database', `There is no database file ${path}.`);
  }
  return openDatabase(url);
}

async function copyAll(
  source: Database,
  database: Database,
  onProgress: OnProgress,
): Promise<RowCounts> {
  const target = new CopyTarget(database);
  const counts = await countRows(source);
  await target.begin(await fingerprint(source));
  const done = await countRows(database);
  for (const table of COPY_TABLES) {
    const total = counts.get(table.name) ?? 0;
    const before = done.get(table.name) ?? 0;
    await copyTable(source, target, table, (copied) =>
      onProgress(table.name, before + copied, total),
    );
  }
  await verify(source, database, counts);
  await target.finish();
  return counts;
}

async function copyTable(
  source: Database,
  target: CopyTarget,
  table: CopyTable,
  onCopied: (rows: number) => void,
): Promise<void> {
  let after: CopyRow | undefined = await target.lastKey(table);
  let copied = 0;
  onCopied(copied);
  for (;;) {
    const rows = await readRows(source, table, after, BATCH);
    if (rows.length === 0) return;
    await target.write(table, rows);
    after = rows.at(-1);
    copied += rows.length;
    onCopied(copied);
  }
}

async function verify(source: Database, target: Database, wanted: RowCounts): Promise<void> {
  const counts = await countRows(target);
  const different = [...wanted].filter(([table, count]) => counts.get(table) !== count);
  const openEnds = [await countOpenEnds(source), await countOpenEnds(target)];
  if (different.length === 0 && openEnds[0] === openEnds[1]) return;
  const tables = different.map(([table, count]) => `${table}: ${counts.get(table)} of ${count}`);
  throw new StorageError(
    'failed',
    `The copy is not the same as the source (${tables.join(', ') || 'rooms end elsewhere'}). ` +
      'Copy again to an empty database.',
  );
}
