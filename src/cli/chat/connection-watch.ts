import {
  ChatException,
  type ChatClient,
  type ConnectionState,
  type Unsubscribe,
} from '../../client/index.js';
import { explain } from './failure.js';
import { describeError } from './lines.js';
import type { Screen } from './screen.js';

export interface ConnectionWatchOptions {
  client: ChatClient;
  screen: Screen;
  url: string;
  onLost: () => void;
  /** Nobody answers, and nobody ever has. Called once. */
  onUnreachable: () => void;
  /** The server will not have this user. */
  onRefused: () => void;
}

/** Says when the connection goes and when it comes back, until the returned function is called. */
export function watchConnection(options: ConnectionWatchOptions): Unsubscribe {
  const { client, screen, url } = options;
  let shown: ConnectionState = 'connecting';
  let everOnline = false;
  return client.on('connection', (state) => {
    if (state === shown) return;
    const before = shown;
    shown = state;
    if (state === 'online' && before === 'offline') screen.tell('connected again');
    if (state === 'online') everOnline = true;
    if (state === 'refused') {
      const { error } = client;
      if (error) screen.complain(explain(new ChatException(error.code, error)));
      options.onRefused();
    }
    if (state !== 'offline') return;
    if (everOnline) {
      screen.tell('connection lost, trying again');
      options.onLost();
    } else if (client.error) {
      screen.tell(`${describeError(client.error)}; trying again`);
    } else {
      screen.complain(`no server answers at ${url}: start one with "parley serve", or say --url`);
      options.onUnreachable();
    }
  });
}
