import type { ClientStorage } from './types.js';

/** As long as a tab that was closed in the middle keeps the others waiting. */
const LEASE_MS = 15_000;
/** As long as it takes until a tab sees what another has written. */
const SETTLE_MS = 300;
/** The same, and far more: no one waits for it but other tabs. */
const SHOWN_MS = 1_000;

type Task<T> = () => Promise<T>;

/** The part of the browser's `LockManager` that is used. */
interface Locks {
  request<T>(name: string, task: Task<T>): Promise<T>;
}

function isLocks(value: unknown): value is Locks {
  return typeof value === 'object' && value !== null && 'request' in value;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs a task while no other tab of this browser runs one of this name. */
export function webLock<T>(storage: ClientStorage, name: string, task: Task<T>): Promise<T> {
  const browser: unknown = Reflect.get(globalThis, 'navigator');
  const locks: unknown =
    typeof browser === 'object' && browser !== null ? Reflect.get(browser, 'locks') : undefined;
  // There are none outside of a secure context, such as `http://` in a local network.
  return isLocks(locks) ? byLocks(locks, name, task) : byLease(storage, name, task);
}

function byLocks<T>(locks: Locks, name: string, task: Task<T>): Promise<T> {
  return new Promise((resolve) => {
    const hold = async (): Promise<void> => {
      const result = task();
      resolve(result);
      // The browser hands the lock over before it shows the next tab what this one has stored.
      const settle = () => pause(SHOWN_MS);
      await result.then(settle, settle);
    };
    // Forbidden, as storage then is: nothing is shared with other tabs.
    locks.request(name, hold).catch(() => resolve(task()));
  });
}

async function byLease<T>(storage: ClientStorage, name: string, task: Task<T>): Promise<T> {
  await takeLease(storage, name);
  try {
    return await task();
  } finally {
    await storage.delete(name);
  }
}

async function takeLease(storage: ClientStorage, name: string): Promise<void> {
  for (;;) {
    const until = Number((await storage.get(name))?.split(' ')[0] ?? 0);
    if (until < Date.now()) {
      const lease = `${Date.now() + LEASE_MS} ${Math.random()}`;
      await storage.set(name, lease);
      await pause(SETTLE_MS);
      if ((await storage.get(name)) === lease) return;
    }
    await pause(SETTLE_MS * Math.random());
  }
}
