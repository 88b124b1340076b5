import { forgetStored, readStored, writeStored } from '../storage/local-store.js';

/** As long as a tab that was closed in the middle keeps the others waiting. */
const LEASE_MS = 15_000;
/** As long as it takes until a tab sees what another has written. */
const SETTLE_MS = 100;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs `task` while no other tab of this browser runs one under the same name. */
export async function oneAtATime<T>(name: string, task: () => Promise<T>): Promise<T> {
  // There are no locks outside of a secure context, such as `http://` in a local network.
  if ('locks' in navigator) return navigator.locks.request(`parley:${name}`, task);
  const key = `lock:${name}`;
  await takeLease(key);
  try {
    return await task();
  } finally {
    forgetStored((stored) => stored === key);
  }
}

async function takeLease(key: string): Promise<void> {
  for (;;) {
    const until = Number(readStored(key)?.split(' ')[0] ?? 0);
    if (until < Date.now()) {
      const lease = `${Date.now() + LEASE_MS} ${Math.random()}`;
      writeStored(key, lease);
      await pause(SETTLE_MS);
      if (readStored(key) === lease) return;
    }
    await pause(SETTLE_MS * Math.random());
  }
}
