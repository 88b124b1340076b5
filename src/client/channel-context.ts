import type { Clock } from './clock.js';
import type { Credentials } from './credentials.js';
import type { Outbox } from './outbox.js';
import type { Requests } from './requests.js';
import type { Session } from './session.js';

/** What rooms and conversations share of their client. */
export interface ChannelContext {
  session: Session;
  requests: Requests;
  clock: Clock;
  credentials: Credentials;
  outbox: Outbox;
  windowSize: number;
  nextClientId(): string;
  /** Something changed that the client's own snapshot may show: names, unread counts. */
  onChange(): void;
  /** The server said who one is. Resolves when what an earlier run left for this user is loaded. */
  identified(username: string, token: string | undefined): Promise<void>;
}
