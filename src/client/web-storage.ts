import { memoryStorage } from './storage.js';
import type { ClientStorage } from './types.js';
import { webLock } from './web-lock.js';

/** The part of the browser's `Storage` that is used. */
interface WebStorageArea {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

function isWebStorageArea(value: unknown): value is WebStorageArea {
  return typeof value === 'object' && value !== null && 'getItem' in value && 'setItem' in value;
}

/** Runs `use` on `localStorage`; `undefined` where that is absent, forbidden or full. */
function tryArea<T>(use: (area: WebStorageArea) => T): T | undefined {
  try {
    // Where storage is forbidden, merely looking at `localStorage` throws.
    const area: unknown = Reflect.get(globalThis, 'localStorage');
    return isWebStorageArea(area) ? use(area) : undefined;
  } catch {
    return undefined;
  }
}

/** The browser's `localStorage`, which its tabs share; memory where it is absent, forbidden or full. */
export function webStorage(): ClientStorage {
  const memory = memoryStorage();
  const storage = {
    // Memory first: it has what the area had no room for.
    get: async (key: string) => (await memory.get(key)) ?? tryArea((area) => area.getItem(key)),
    set: async (key: string, value: string) => {
      const stored = tryArea((area) => (area.setItem(key, value), true));
      await (stored === true ? memory.delete(key) : memory.set(key, value));
    },
    delete: async (key: string) => {
      await memory.delete(key);
      tryArea((area) => area.removeItem(key));
    },
  };
  return { ...storage, lock: (name, task) => webLock(storage, `parley:lock:${name}`, task) };
}
