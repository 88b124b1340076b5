/** What the browser gave no room for: kept until the page is closed. */
const memory = new Map<string, string>();

/** Every key of the page, and of the client, begins with this. */
const PREFIX = 'parley:';

/** Runs `use` on `localStorage`; `undefined` where that is absent, forbidden or full. */
function tryStorage<T>(use: (area: Storage) => T): T | undefined {
  try {
    return use(globalThis.localStorage);
  } catch {
    return undefined;
  }
}

/** What was stored under `key`, by this page or an earlier one. */
export function readStored(key: string): string | undefined {
  return memory.get(key) ?? tryStorage((area) => area.getItem(PREFIX + key)) ?? undefined;
}

/** Stores `value`, for this page at least; `''` takes the entry away. */
export function writeStored(key: string, value: string): void {
  if (value === '') {
    memory.delete(key);
    tryStorage((area) => area.removeItem(PREFIX + key));
    return;
  }
  const kept = tryStorage((area) => {
    area.setItem(PREFIX + key, value);
    return true;
  });
  if (kept) memory.delete(key);
  else memory.set(key, value);
}

/** Calls `listener` whenever another tab stores something under `key`, or takes it away. */
export function watchStored(key: string, listener: () => void): void {
  globalThis.addEventListener('storage', (event) => {
    if (event.key === PREFIX + key) listener();
  });
}

/** Will what is stored now be there after a reload? */
export function storageLasts(): boolean {
  const probe = `${PREFIX}probe`;
  return (
    tryStorage((area) => {
      area.setItem(probe, '1');
      area.removeItem(probe);
      return true;
    }) ?? false
  );
}

/** Takes away everything that the page or the client stored, whose key `isMeant`. */
export function forgetStored(isMeant: (key: string) => boolean): void {
  for (const key of memory.keys()) if (isMeant(key)) memory.delete(key);
  tryStorage((area) => {
    const keys = Array.from({ length: area.length }, (_, index) => area.key(index) ?? '');
    for (const key of keys) {
      if (key.startsWith(PREFIX) && isMeant(key.slice(PREFIX.length))) area.removeItem(key);
    }
  });
}
