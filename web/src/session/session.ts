import {
  ChatClient,
  ChatException,
  webStorage,
  type ChatError,
} from '../../../src/client/index.js';
import type { SignedIn } from '../../../src/protocol/index.js';
import {
  accessToken,
  accountName,
  forgetAccount,
  keepAccount,
  leaveAccount,
  watchAccount,
} from '../account/account.js';
import { register } from '../account/auth-api.js';
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
  /** Logged in; otherwise a guest. */
  readonly isAccount: boolean;
}

/** Under which the name of a guest is stored. */
const NAME = 'name';

/** The page's one session: remembered on this device, so that it survives a reload. */
class Session {
  #state: SessionState = { phase: 'out' };
  #lastName: string | undefined;
  /** The server ends a guest's connections when they become an account: that is no news then. */
  #becomingAccount = false;
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
    return this.#enter(this.#connectGuest(username), room, { username, isAccount: false });
  }

  /** Comes in as who has logged in. @throws ChatException what the server said. */
  enterAccount(signedIn: SignedIn, room: string): Promise<void> {
    this.cancel();
    keepAccount(signedIn);
    const { username } = signedIn;
    return this.#enter(this.#connectAccount(username), room, { username, isAccount: true });
  }

  /** Gives up entering. */
  cancel(): void {
    if (this.#state.phase !== 'entering') return;
    this.#state.client.close();
    this.#become({ phase: 'out' });
  }

  /** Comes in as one was here last, to the same rooms and `room`; does nothing for a newcomer. */
  resume(room?: string): void {
    const account = accountName();
    const username = account ?? readStored(NAME);
    if (username === undefined) return;
    const isAccount = account !== undefined;
    const client = isAccount ? this.#connectAccount(username) : this.#connectGuest(username);
    const rooms = new Set(rememberedRooms(username));
    if (room !== undefined) rooms.add(room);
    // What cannot be joined says so where the room is shown.
    for (const name of rooms) client.join(name).catch(() => {});
    this.#begin({ phase: 'in', client, username, isAccount });
  }

  /**
   * Makes an account of the guest, who keeps all that is theirs.
   * @throws ChatException what the server said.
   */
  async becomeAccount(password: string): Promise<void> {
    const state = this.#state;
    if (state.phase !== 'in' || state.isAccount) return;
    this.#becomingAccount = true;
    try {
      keepAccount(await register(state.username, password, state.client.token));
      state.client.close();
      this.resume();
    } finally {
      this.#becomingAccount = false;
      this.#look(state);
    }
  }

  /** Ends the session and forgets on this device all that belonged to it. */
  signOut(): void {
    if (this.#state.phase !== 'in') return;
    this.#state.client.close();
    if (this.#state.isAccount) leaveAccount();
    forgetStored((key) => key !== 'preferences');
    this.#lastName = undefined;
    this.#become({ phase: 'out' });
  }

  #connectGuest(username: string): ChatClient {
    return new ChatClient({ url: CHAT_URL, username, storage: webStorage() });
  }

  #connectAccount(username: string): ChatClient {
    const getToken = async (stale?: string): Promise<string> => {
      try {
        return await accessToken(stale);
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
    who: Pick<Inside, 'username' | 'isAccount'>,
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
    writeStored(NAME, state.isAccount ? '' : state.username);
    this.#lastName = state.username;
    this.#become(state);
    framed(state.client.subscribe)(() => this.#look(state));
    this.#look(state);
  }

  /** Is this session still what it was, and where? */
  #look({ client, username, isAccount }: Inside): void {
    if (!this.#isOf(client) || this.#becomingAccount) return;
    const { connection, error, rooms } = client.snapshot;
    if (connection === 'refused') this.#end(client, isAccount, error);
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

export const session = new Session();
