import { createContext, use } from 'react';
import type { Account, ChatClient, ClientSnapshot } from '../../../src/client/index.js';
import { useFramed } from '../drawing/use-framed.js';
import type { PresenceBook } from '../people/presence-book.js';
import type { OwnStatus } from './own-status.js';

/** Someone is in: what every part of the chat needs. */
export interface ActiveSession {
  readonly client: ChatClient;
  /** One's own name. */
  readonly username: string;
  /** Absent: a guest. */
  readonly account: Promise<Account> | undefined;
  readonly presence: PresenceBook;
  readonly ownStatus: OwnStatus;
}

export const SessionContext = createContext<ActiveSession | undefined>(undefined);

export function useSession(): ActiveSession {
  const session = use(SessionContext);
  if (!session) throw new Error('Nobody is in: this component belongs below SessionContext');
  return session;
}

/** The client's state, redrawn when it changes. */
export function useClient(): ClientSnapshot {
  const { client } = useSession();
  return useFramed(client, (snapshot) => snapshot);
}
