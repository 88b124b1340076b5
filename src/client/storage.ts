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

/** The part of the browser's `Storage` that is used. */
interface WebStorageArea {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

function isWebStorageArea(value: unknown): value is WebStorageArea {
  return typeof value === 'object' && value !== null && 'getItem' in value && 'setItem' in value;
}

/** The browser's `localStorage`; memory where it is absent, forbidden or full. */
export function webStorage(): ClientStorage {
  const memory = memoryStorage();
  const tryArea = <T>(use: (area: WebStorageArea) => T): T | undefined => {
    try {
      // Where storage is forbidden, merely looking at `localStorage` throws.
      const area: unknown = Reflect.get(globalThis, 'localStorage');
      return isWebStorageArea(area) ? use(area) : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    // Memory first: it has what the area had no room for.
    get: async (key) => (await memory.get(key)) ?? tryArea((area) => area.getItem(key)),
    set: async (key, value) => {
      const stored = tryArea((area) => (area.setItem(key, value), true));
      await (stored === true ? memory.delete(key) : memory.set(key, value));
    },
    delete: async (key) => {
      await memory.delete(key);
      tryArea((area) => area.removeItem(key));
    },
  };
}

/** A storage whose failures are as if it were empty: a chat goes on without it. */
export function forgiving(storage: ClientStorage): ClientStorage {
  return {
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
