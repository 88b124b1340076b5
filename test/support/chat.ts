import { ChatModule } from '../../src/chat/chat.module.js';
import type { ChatModuleOptions } from '../../src/chat/chat.options.js';
import type { ErrorCode, JoinRoomPayload } from '../../src/protocol/index.js';
import { createChatTestApp, type ChatTestApp, type TestClient } from '../../src/testing/index.js';

/** Signs the tokens of tests. */
export const TOKEN_SECRET = 'a secret of tests, of at least 32 bytes';

/** A chat server in this process. By default it keeps everything in memory. */
export function startChat({
  databaseUrl,
  ...options
}: { databaseUrl?: string } & Partial<ChatModuleOptions> = {}): Promise<ChatTestApp> {
  return createChatTestApp(
    ChatModule.forRoot({
      storage: { url: databaseUrl ?? 'sqlite::memory:' },
      guests: { tokenSecret: TOKEN_SECRET },
      ...options,
    }),
    { keepDatabase: databaseUrl !== undefined },
  );
}

/** A guest's first device, in these rooms. */
export async function enter(
  app: Pick<ChatTestApp, 'connectAs'>,
  username: string,
  ...rooms: readonly string[]
): Promise<TestClient> {
  const client = await app.connectAs(username);
  for (const roomname of rooms) await client.request('join room', { roomname });
  return client;
}

/** The token of whom a client is; it joins a room to get it. */
export async function tokenOf(client: TestClient, join: JoinRoomPayload): Promise<string> {
  const { token } = await client.request('join room', join);
  if (token === undefined) throw new Error('It was given no token');
  return token;
}

/** Another device of the person behind a client, in the same room. */
export async function secondDevice(
  app: Pick<ChatTestApp, 'connect'>,
  client: TestClient,
  roomname: string,
): Promise<TestClient> {
  const token = await tokenOf(client, { roomname });
  const device = await app.connect({ token });
  await device.request('join room', { roomname });
  return device;
}

/** What a failed request is answered with, as far as programs go by it. */
export function failure(code: ErrorCode) {
  return { ok: false, error: { code } };
}

/** What a connection that is refused is told, as far as programs go by it. */
export function refusal(code: ErrorCode) {
  return { name: 'ChatException', code };
}

/** An object but for one of its fields. */
export function without(field: string, whole: object): Record<string, unknown> {
  const fields: [string, unknown][] = Object.entries(whole);
  return Object.fromEntries(fields.filter(([name]) => name !== field));
}

/** The texts of the messages that a client has not read yet; notices too. */
export function unreadTexts(client: TestClient): string[] {
  return client.unread('new message').map(({ message }) => message);
}

/** Resolves when a message of that text has arrived: all that was delivered before it, has too. */
export function hears(client: TestClient, text: string) {
  return client.next('new message', ({ message }) => message === text);
}
