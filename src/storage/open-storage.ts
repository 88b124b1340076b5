import type { Database } from './database.js';
import { openDatabase } from './open-database.js';
import type { ServerOptions } from './postgres.database.js';
import type { AppendDelivery } from './append.js';
import { StorageThread } from './storage-thread.js';
import { createStorage, type Storage } from './storage.js';
import { threadedStorage } from './threaded-storage.js';

/** A SQLite file: what waits for the disk. */
const FILE = /^sqlite:(?!:memory:$)./;

/** The repositories of a database, and the database as a whole. */
export interface OpenedStorage {
  readonly repositories: Storage;
  readonly database: Pick<Database, 'ping' | 'close'>;
}

/**
 * Opens the database of a URL and what works with it: a SQLite file in a thread of its own, so that
 * the disk holds no one up (docs/adr/0011); anything else, which blocks no one, in this one.
 * @throws {StorageError}
 */
export async function openStorage(
  url: string,
  delivery: AppendDelivery,
  options: ServerOptions = {},
): Promise<OpenedStorage> {
  if (!FILE.test(url)) return storageOf(await openDatabase(url, options), delivery);
  const thread = await StorageThread.start({ url, delivery });
  return {
    repositories: threadedStorage(thread),
    database: { ping: thread.method('database', 'ping'), close: () => thread.close() },
  };
}

/** The same for a database that is open in this thread. */
export function storageOf(database: Database, delivery: AppendDelivery): OpenedStorage {
  return { repositories: createStorage(database, delivery), database };
}
