import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { memoryStorage, type ClientStorage } from '../../client/index.js';
import { fileStorage } from '../../client/node.js';

/** A name that any file system takes, which one can still read, for each server and user. */
export function tokenFile(folder: string, server: string, username: string): string {
  const whole = `${server} ${username.normalize('NFKC').toLowerCase()}`;
  const readable = whole.replace(/^https?:\/\//, '').replaceAll(/[^\w.-]+/g, '_');
  const digest = createHash('sha256').update(whole).digest('hex').slice(0, 12);
  return join(folder, `${readable.slice(0, 80)}.${digest}.json`);
}

/**
 * Keeps a guest's token, or an account's, in a file of its own, for the same name next time. What waits to be sent
 * ends with the program: it says so then, and a later run should not speak for it.
 * @param onFailure is called when the file could not be read or written.
 */
export function tokenStorage(file: string, onFailure: (reason: string) => void): ClientStorage {
  const kept = fileStorage(file);
  const memory = memoryStorage();
  async function within<T>(key: string, use: (storage: ClientStorage) => T): Promise<Awaited<T>> {
    try {
      return await use(key.endsWith('token') ? kept : memory);
    } catch (error) {
      onFailure(error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
  return {
    get: (key) => within(key, (storage) => storage.get(key)),
    set: (key, value) => within(key, (storage) => storage.set(key, value)),
    delete: (key) => within(key, (storage) => storage.delete(key)),
  };
}
