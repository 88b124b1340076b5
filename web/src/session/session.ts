import { ChatClient, webStorage, type ChatError } from '../../../src/client/index.js';
import { CHAT_URL } from '../config.js';
import { framed } from '../drawing/framed.js';
import { forgetStored, readStored, writeStored } from '../storage/local-store.js';

/** Who is chatting on this page. */
export type SessionState =
  | { readonly phase: 'out'; readonly error?: ChatError }
  /** The first room is being joined; nobody is in yet. */
  | { readonly phase: 'entering'; readonly client: ChatClient }
  | { readonly phase: 'in'; readonly client: ChatClient; readonly username: string };

const NAME = 'name';
const roomsKey = (username: string): string => `rooms:${username}`;

function rememberedRooms(username: string): string[] {
  return (readStored(roomsKey(username)) ?? '').split('\n').filter((name) => name !== '');
}

function rememberRooms(username: string, names: readonly string[]): void {
  const list = names.join('\n');
  if (list !== (readStored(roomsKey(username)) ?? '')) writeStored(roomsKey(username), list);
}

/** The page's one session: remembered on this device, so that it survives a reload. */
class Session {
  #state: SessionState = { phase: 'out' };
  readonly #listeners = new Set<() => void>();

  readonly getState = (): SessionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The name under which one was here last. */
  get rememberedName(): string | undefined {
    return readStored(NAME);
  }

  /** Comes in under a name, to a first room. @throws ChatException what the server said. */
  async enter(username: string, room: string): Promise<void> {
    this.cancel();
    const client = this.#connect(username);
    this.#become({ phase: 'entering', client });
    try {
      await client.join(room);
    } catch (error) {
      client.close();
      if (this.#isOf(client)) this.#become({ phase: 'out' });
      throw error;
    }
    if (this.#isOf(client)) this.#begin(client, client.username ?? username);
  }

  /** Gives up entering. */
  cancel(): void {
    if (this.#state.phase !== 'entering') return;
    this.#state.client.close();
    this.#become({ phase: 'out' });
  }

  /** Comes in as one was here last, to the same rooms and `room`; does nothing for a newcomer. */
  resume(room?: string): void {
    const username = this.rememberedName;
    if (username === undefined) return;
    const rooms = new Set(rememberedRooms(username));
    if (room !== undefined) rooms.add(room);
    const client = this.#connect(username);
    // What cannot be joined says so where the room is shown.
    for (const name of rooms) client.join(name).catch(() => {});
    this.#begin(client, username);
  }

  /** Ends the session and forgets on this device all that belonged to it. */
  signOut(): void {
    if (this.#state.phase !== 'in') return;
    this.#state.client.close();
    forgetStored((key) => key !== 'preferences');
    this.#become({ phase: 'out' });
  }

  #connect(username: string): ChatClient {
    return new ChatClient({ url: CHAT_URL, username, storage: webStorage() });
  }

  #begin(client: ChatClient, username: string): void {
    writeStored(NAME, username);
    this.#become({ phase: 'in', client, username });
    const watch = (): void => {
      if (!this.#isOf(client)) return;
      const { connection, error, rooms } = client.snapshot;
      if (connection === 'refused') {
        client.close();
        this.#become({ phase: 'out', ...(error && { error }) });
      } else
        rememberRooms(
          username,
          rooms.map(({ name }) => name),
        );
    };
    framed(client.subscribe)(watch);
    watch();
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
