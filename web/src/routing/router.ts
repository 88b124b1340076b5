import { useSyncExternalStore } from 'react';
import { BASE_PATH } from '../config.js';
import { hrefOf, parseRoute, type Route } from './route.js';

let current = parseRoute(globalThis.location, BASE_PATH);
const listeners = new Set<() => void>();

function changed(): void {
  current = parseRoute(globalThis.location, BASE_PATH);
  for (const listener of listeners) listener();
}

globalThis.addEventListener('popstate', changed);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows `route`; `replace` leaves no way back to what was shown before. */
export function navigate(route: Route, how: 'push' | 'replace' = 'push'): void {
  const href = hrefOf(route, BASE_PATH);
  if (how === 'push') globalThis.history.pushState(null, '', href);
  else globalThis.history.replaceState(null, '', href);
  changed();
}

export function currentRoute(): Route {
  return current;
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, currentRoute);
}
