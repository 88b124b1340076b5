import { useSyncExternalStore } from 'react';
import { authMode, type AuthMode } from '../../../src/client/index.js';
import { CHAT_URL } from '../config.js';

/** So long the page waits to hear how people are known. */
const PATIENCE_MS = 3_000;
/** A server without this interface knows guests only. */
const GUESTS_ONLY: AuthMode = { mode: 'guest', guests: true };

let mode: AuthMode | undefined;
const listeners = new Set<() => void>();

/** Asks the server how it knows people: once, while the page starts. */
export async function learnAuthMode(): Promise<void> {
  const silence = new Promise<AuthMode>((resolve) => {
    setTimeout(() => resolve(GUESTS_ONLY), PATIENCE_MS);
  });
  mode = await Promise.race([authMode(CHAT_URL).catch(() => GUESTS_ONLY), silence]);
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
