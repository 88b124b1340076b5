import { useSyncExternalStore } from 'react';
import type { PersonStatus } from '../../../src/client/index.js';
import { useSession } from '../session/session-context.js';

/** A person's presence; `undefined` if nobody has told. */
export function useStatus(username: string): PersonStatus | undefined {
  const { presence } = useSession();
  return useSyncExternalStore(presence.subscribe, () => presence.statusOf(username));
}
