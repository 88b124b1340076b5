import {
  Account,
  ChatClient,
  ChatException,
  webStorage,
  type ChatError,
} from '../../../src/client/index.js';
import {
  accountName,
  ACCOUNTS,
  forgetAccount,
  rememberAccount,
  watchAccount,
} from '../account/account.js';
import { CHAT_URL } from '../config.js';
import { framed } from '../drawing/framed.js';
import { forgetStored, readStored, writeStored } from '../storage/local-store.js';
import { rememberedRooms, rememberRooms } from './remembered-rooms.js';

/** Who is chatting on this page. */
export type SessionState =
  | { readonly phase: 'out'; readonly error?: ChatError; readonly wasAccount?: boolean }
  /** The first room is being joined; nobody is in yet. */
  | { readonly phase: 'entering'; readonly client: ChatClient }
  | Inside;

interface Inside {
  readonly phase: 'in';
  readonly client: ChatClient;
  readonly username: string;
  /** Absent: a guest. It rejects if what is kept of the log-in is gone. */
  readonly account?: Promise<Account>;
}

/** Under which the name of a guest is stored. */
const NAME = 'name';

/** The page's one session: remembered on this device, so that it survives a reload. */
class Session {
  #state: SessionState = { phase: 'out' };
  #lastName: string | undefined;
  /** The server ends connections as part of what was asked of it: that is no news then. */
  #endExpected = false;
  readonly #listeners = new Set<() => void>();

  constructor() {
    watchAccount(() => this.#onAccount());
  }

  readonly getState = (): SessionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The name under which one was here last. */
  get rememberedName(): string | undefined {
    return accountName() ?? this.#lastName ?? readStored(NAME);
  }

  /** Comes in as a guest, to a first room. @throws ChatException what the server said. */
  enter(username: string, room: string): Promise<void> {
    this.cancel();
    forgetAccount();
    return this.#enter(this.#connectGuest(username), room, { username });
  }

  /** Comes in as who has logged in. @throws ChatException what the server said. */
  enterAccount(signedIn: Account, room: string): Promise<void> {
    this.cancel();
    const { username } = signedIn;
    rememberAccount(username);
    const account = Promise.resolve(signedIn);
    const client = this.#connectAccount(username, account);
    return this.#enter(client, room, { username, account });
  }

  /** Gives up entering. */
  cancel(): void {
    if (this.#state.phase !== 'entering') return;
    this.#state.client.close();
    this.#become({ phase: 'out' });
  }

  /** Comes in as one was here last, to the same rooms and `room`; does nothing for a newcomer. */
  resume(room?: string): void {
    const username = accountName() ?? readStored(NAME);
    if (username === undefined) return;
    const account = accountName() === undefined ? undefined : keptAccount(username);
    const client = account ? this.#connectAccount(username, account) : this.#connectGuest(username);
    const rooms = new Set(rememberedRooms(username));
    if (room !== undefined) rooms.add(room);
    // What cannot be joined says so where the room is shown.
    for (const name of rooms) client.join(name).catch(() => {});
    this.#begin({ phase: 'in', client, username, ...(account && { account }) });
  }

  /**
   * Makes an account of the guest, who keeps all that is theirs.
   * @throws ChatException what the server said.
   */
  async becomeAccount(password: string): Promise<void> {
    const state = this.#state;
    if (state.phase !== 'in' || state.account) return;
    const { username, client } = state;
    await this.#whileEnding(async () => {
      await Account.register(ACCOUNTS, { username, password }, client.token);
      rememberAccount(username);
      client.close();
      this.resume();
    });
  }

  /** Ends all sessions of the account, on every device. @throws ChatException what the server said. */
  async logOutEverywhere(): Promise<void> {
    const state = this.#state;
    if (state.phase !== 'in' || !state.account) return;
    const account = await state.account;
    await this.#whileEnding(async () => {
      await account.logOutEverywhere();
      this.logOut();
    });
  }

  /** Ends the session and forgets on this device all that belonged to it. */
  logOut(): void {
    if (this.#state.phase !== 'in') return;
    const { client, account } = this.#state;
    client.close();
    // Out of reach of the server, it ends by itself when it has not been refreshed for long enough.
    void account?.then((ending) => ending.logOut()).catch(() => {});
    forgetStored((key) => key !== 'preferences');
    this.#lastName = undefined;
    this.#become({ phase: 'out' });
  }

  /** Does something that ends this session on the server, too. */
  async #whileEnding(task: () => Promise<void>): Promise<void> {
    const state = this.#state;
    this.#endExpected = true;
    try {
      await task();
    } finally {
      this.#endExpected = false;
      if (state.phase === 'in') this.#look(state);
    }
  }

  #connectGuest(username: string): ChatClient {
    return new ChatClient({ url: CHAT_URL, username, storage: webStorage() });
  }

  #connectAccount(username: string, account: Promise<Account>): ChatClient {
    const getToken = async (stale?: string): Promise<string> => {
      try {
        return await (await account).token(stale);
      } catch (thrown) {
        // Otherwise the client tries again.
        if (thrown instanceof ChatException && !thrown.error.retryable) {
          this.#end(client, true, thrown.error);
        }
        throw thrown;
      }
    };
    const client = new ChatClient({ url: CHAT_URL, username, getToken, storage: webStorage() });
    return client;
  }

  async #enter(
    client: ChatClient,
    room: string,
    who: Pick<Inside, 'username' | 'account'>,
  ): Promise<void> {
    this.#become({ phase: 'entering', client });
    try {
      await client.join(room);
    } catch (error) {
      client.close();
      if (this.#isOf(client)) this.#become({ phase: 'out' });
      throw error;
    }
    if (!this.#isOf(client)) return;
    this.#begin({ phase: 'in', client, ...who, username: client.username ?? who.username });
  }

  #begin(state: Inside): void {
    // An account comes back by its tokens.
    writeStored(NAME, state.account ? '' : state.username);
    this.#lastName = state.username;
    this.#become(state);
    framed(state.client.subscribe)(() => this.#look(state));
    this.#look(state);
  }

  /** Is this session still what it was, and where? */
  #look({ client, username, account }: Inside): void {
    if (!this.#isOf(client) || this.#endExpected) return;
    const { connection, error, rooms } = client.snapshot;
    if (connection === 'refused') this.#end(client, account !== undefined, error);
    else {
      rememberRooms(
        username,
        rooms.map(({ name }) => name),
      );
    }
  }

  /** The server ended it. */
  #end(client: ChatClient, wasAccount: boolean, error?: ChatError): void {
    if (!this.#isOf(client)) return;
    client.close();
    // Another tab has made an account of this guest.
    if (!wasAccount && accountName() !== undefined) return this.resume();
    if (wasAccount) forgetAccount();
    this.#become({ phase: 'out', wasAccount, ...(error && { error }) });
  }

  /** Another tab made an account of the guest, a moment after the server had ended this one. */
  #onAccount(): void {
    const wasEnded = this.#state.phase === 'out' && this.#state.error !== undefined;
    if (wasEnded && this.#lastName !== undefined && accountName() === this.#lastName) this.resume();
  }

  #isOf(client: ChatClient): boolean {
    return this.#state.phase !== 'out' && this.#state.client === client;
  }

  #become(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** Whom this device is logged in as. @throws ChatException UNAUTHORIZED: what was kept is gone. */
async function keptAccount(username: string): Promise<Account> {
  const account = await Account.kept(ACCOUNTS, username);
  if (account) return account;
  throw new ChatException('UNAUTHORIZED');
}

export const session = new Session();
