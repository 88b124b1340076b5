import { useEffect } from 'react';
import type { ChatClient } from '../../../src/client/index.js';

/**
 * Tries at once where waiting for the next try makes no sense any more: the device has a network
 * again, or somebody looks at the page, whose timers the browser slowed down while nobody did.
 */
export function useReconnectHints(client: ChatClient): void {
  useEffect(() => {
    const onOnline = (): void => client.reconnect();
    const onVisibility = (): void => {
      if (document.visibilityState === 'visible') client.reconnect();
    };
    globalThis.addEventListener('online', onOnline);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      globalThis.removeEventListener('online', onOnline);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [client]);
}
