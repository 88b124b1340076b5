import { afterEach, beforeEach } from '@jest/globals';
import { ChatException, type ChatError, type ErrorCode } from '../../src/protocol/index.js';
import { ChatClient, type ChatClientOptions, type Room } from '../../src/client/index.js';
import { ModelServer } from './model-server.js';
import { VirtualTime } from './virtual-time.js';

/** Made anew for each test of a file that imports them. */
export let time: VirtualTime;
export let server: ModelServer;
let clients: ChatClient[];

beforeEach(() => {
  time = new VirtualTime();
  server = new ModelServer(time);
  clients = [];
});

afterEach(() => {
  for (const client of clients) client.close();
});

/** A client of the model server, closed after the test. */
export function connect(options: Partial<ChatClientOptions> = {}): ChatClient {
  const { transport } = server;
  const client = new ChatClient({ url: 'model:', clock: time, transport, ...options });
  clients.push(client);
  return client;
}

/** What a promise came to after `ms`: nothing sleeps, and nothing waits forever. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let outcome: (() => T) | undefined;
  promise.then(
    (value) => (outcome = () => value),
    (error: unknown) => {
      outcome = () => {
        throw error;
      };
    },
  );
  await time.pass(ms);
  if (!outcome) throw new Error(`not settled after ${ms} ms`);
  return outcome();
}

export async function join(client: ChatClient, name = 'lobby'): Promise<Room> {
  return within(1_000, client.join(name));
}

export const errorOf = (code: ErrorCode): ChatError => new ChatException(code).error;

export const texts = (room: { messages: readonly { message: string }[] }): string[] =>
  room.messages.map(({ message }) => message);

export const states = (room: Room): string[] => room.messages.map(({ state }) => state);
