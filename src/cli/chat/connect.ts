import { ChatClient, ClientClosedError, type Account } from '../../client/index.js';
import type { ChatOptions } from './chat.options.js';
import { CommandError } from './command.error.js';
import { explain } from './failure.js';
import type { Screen } from './screen.js';
import { tokenStorage } from './token-storage.js';

/**
 * Begins to connect: to an account, or as the guest that this user was before, if there is a token for
 * it.
 */
export function connect(
  { url, username, tokenFile }: ChatOptions,
  account: Account | undefined,
  screen: Screen,
): ChatClient {
  const storage = tokenStorage(tokenFile, (reason) => {
    screen.complain(`your name will not be kept for you, as its token is not: ${reason}`);
  });
  if (account) return new ChatClient({ url, username, getToken: (stale) => account.token(stale) });
  return new ChatClient({ url, username, storage });
}

/** Does something and says what went wrong. @returns what it came to; nothing if it failed. */
export async function attempt<T>(
  task: () => Promise<T>,
  client: ChatClient,
  screen: Screen,
): Promise<T | undefined> {
  try {
    return await task();
  } catch (error) {
    // What ends with the connection for good is said once, where that is watched.
    const over = error instanceof ClientClosedError || client.connection === 'refused';
    if (!over || error instanceof CommandError) screen.complain(explain(error));
    return undefined;
  }
}
