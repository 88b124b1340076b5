import { useSyncExternalStore } from 'react';
import type { AuthMode } from '../../../src/protocol/index.js';
import { fetchAuthMode } from './auth-api.js';

let mode: AuthMode | undefined;
const listeners = new Set<() => void>();

/** Asks the server how it knows people: once, while the page starts. */
export async function learnAuthMode(): Promise<void> {
  mode = await fetchAuthMode();
  for (const listener of listeners) listener();
}

/** How the server knows people; `undefined` while it has not said. */
export function useAuthMode(): AuthMode | undefined {
  return useSyncExternalStore(subscribe, () => mode);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
