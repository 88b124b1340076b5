import { lazy } from 'react';

const loadSettings = () => import('../settings/settings-dialog.js');
const loadRooms = () => import('../rooms/rooms-page.js');
const loadWrite = () => import('../people/write-page.js');

/** What is not on the first screen. */
export const SettingsDialog = lazy(() =>
  loadSettings().then((module) => ({ default: module.SettingsDialog })),
);
export const RoomsPage = lazy(() => loadRooms().then((module) => ({ default: module.RoomsPage })));
export const WritePage = lazy(() => loadWrite().then((module) => ({ default: module.WritePage })));

/** Fetches it while there is nothing else to do: when it is wanted, the server may be away. */
export function fetchAhead(): void {
  const ahead = (): void => {
    // What fails now is fetched again when it is wanted.
    void Promise.allSettled([loadSettings(), loadRooms(), loadWrite()]);
  };
  if ('requestIdleCallback' in globalThis) requestIdleCallback(ahead);
  else setTimeout(ahead, 2_000);
}
