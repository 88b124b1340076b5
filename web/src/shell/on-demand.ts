import { lazy } from 'react';

const loadDoor = () => import('../enter/enter-page.js');
const loadSettings = () => import('../settings/settings-dialog.js');
const loadRooms = () => import('../rooms/rooms-page.js');
const loadWrite = () => import('../people/write-page.js');

/** For whoever is not in: begun together with asking the server how it knows people. */
export const EnterPage = lazy(() => loadDoor().then((module) => ({ default: module.EnterPage })));

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
    void Promise.allSettled([loadSettings(), loadRooms(), loadWrite(), loadDoor()]);
  };
  if ('requestIdleCallback' in globalThis) requestIdleCallback(ahead);
  else setTimeout(ahead, 2_000);
}
