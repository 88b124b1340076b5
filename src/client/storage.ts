import type { ClientStorage } from './types.js';

/** Keeps strings while the program runs. */
export function memoryStorage(): ClientStorage {
  const values = new Map<string, string>();
  return {
    get: (key) => values.get(key),
    set: (key, value) => void values.set(key, value),
    delete: (key) => void values.delete(key),
  };
}

/** A storage whose failures are as if it were empty: a chat goes on without it. */
export function forgiving(storage: ClientStorage): Required<ClientStorage> {
  return {
    lock: (name, task) => storage.lock?.(name, task) ?? task(),
    get: async (key) => {
      try {
        return await storage.get(key);
      } catch {
        return undefined;
      }
    },
    set: async (key, value) => {
      try {
        await storage.set(key, value);
      } catch {
        // What is stored is a copy of what is in memory: only a restart would miss it.
      }
    },
    delete: async (key) => {
      try {
        await storage.delete(key);
      } catch {
        // As above.
      }
    },
  };
}
