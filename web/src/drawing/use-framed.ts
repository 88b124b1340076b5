import { useMemo, useSyncExternalStore } from 'react';
import { framed } from './framed.js';

/** What a client, a room or a conversation is like, redrawn at most once a frame. */
interface Watchable<Snapshot> {
  readonly subscribe: (listener: () => void) => () => void;
  readonly getSnapshot: () => Snapshot;
}

/** `look` at the newest snapshot; drawn again when it sees something else. */
export function useFramed<Snapshot, Seen>(
  { subscribe, getSnapshot }: Watchable<Snapshot>,
  look: (snapshot: Snapshot) => Seen,
): Seen {
  const subscribeFramed = useMemo(() => framed(subscribe), [subscribe]);
  return useSyncExternalStore(subscribeFramed, () => look(getSnapshot()));
}
