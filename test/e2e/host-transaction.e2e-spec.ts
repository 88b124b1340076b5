import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Kysely } from 'kysely';
import { join } from 'node:path';
import { ChatModule, ChatService, type ChatSendOptions } from '../../src/index.js';
import { createChatTestApp, type ChatTestApp } from '../../src/testing/index.js';
import { enter, hears, TOKEN_SECRET, unreadTexts } from '../support/chat.js';
import { hostWithOrders, type HostSchema } from '../support/host-kysely.js';
import { prepareHost, runHost, type HostRun } from '../support/host-process.js';
import { temporaryFolder } from '../support/server-process.js';

describe("a message in the host's transaction", () => {
  const program = temporaryFolder();
  let folder: ReturnType<typeof temporaryFolder>;
  let path: string;
  let db: Kysely<HostSchema>;
  let app: ChatTestApp;
  let chat: ChatService;

  const start = async () => {
    app = await createChatTestApp(
      ChatModule.forRoot({ storage: { kysely: db }, guests: { tokenSecret: TOKEN_SECRET } }),
    );
    chat = app.app.get(ChatService);
  };
  beforeAll(() => prepareHost(program.path));
  afterAll(() => program.remove());
  beforeEach(async () => {
    folder = temporaryFolder();
    path = join(folder.path, 'host.db');
    db = await hostWithOrders(path);
    await start();
  });
  afterEach(async () => {
    await app.close();
    await db.destroy();
    folder.remove();
  });

  const orders = async () => (await db.selectFrom('orders').selectAll().execute()).map((o) => o.id);
  const stored = async () =>
    (await chat.readHistory('lobby')).messages.map(({ seq, message }) => `${seq} ${message}`);
  /** An order and the message that tells of it. */
  const place = (order: string, options: ChatSendOptions = {}, fails = false) =>
    db.transaction().execute(async (transaction) => {
      await transaction.insertInto('orders').values({ id: order }).execute();
      const message = await chat.sendToRoom('lobby', order, { ...options, transaction });
      if (fails) throw new Error('The card was declined');
      return message;
    });
  const run = (what: HostRun) => runHost(program.path, path, TOKEN_SECRET, what);

  it('is there with the order, and delivered to who is in the room', async () => {
    const bob = await enter(app, 'bob', 'lobby');
    const message = await place('shoes');
    expect(message).toMatchObject({ seq: 1, username: 'system', room: 'lobby' });
    expect(await hears(bob, 'shoes')).toEqual(message);
    expect([await orders(), await stored()]).toEqual([['shoes'], ['1 shoes']]);
  });

  it('is gone with the order, unheard, and its place is the next one', async () => {
    const bob = await enter(app, 'bob', 'lobby');
    await expect(place('shoes', {}, true)).rejects.toThrow('declined');
    expect(await place('socks')).toMatchObject({ seq: 1 });
    await hears(bob, 'socks');
    expect(unreadTexts(bob)).toEqual([]);
    expect([await orders(), await stored()]).toEqual([['socks'], ['1 socks']]);
  });

  it('leaves the order out when it cannot be sent', async () => {
    await expect(place('shoes', { as: { username: 'nobody' } })).rejects.toMatchObject({
      code: 'USER_NOT_FOUND',
    });
    expect(await orders()).toEqual([]);
  });

  it('is the same message again under the same clientId', async () => {
    const bob = await enter(app, 'bob', 'lobby');
    const send = () =>
      db
        .transaction()
        .execute((transaction) => chat.sendToRoom('lobby', 'once', { clientId: 'k', transaction }));
    const first = await send();
    expect(await send()).toEqual(first);
    await expect(place('twice', { clientId: 'k' })).rejects.toMatchObject({
      code: 'CLIENT_ID_REUSED',
    });
    await place('last');
    await hears(bob, 'last');
    expect(unreadTexts(bob)).toEqual(['once']);
    expect(await orders()).toEqual(['last']);
  });

  it('goes to a person as well, from a user of the host that no one has met', async () => {
    const bob = await enter(app, 'bob');
    const as = { issuer: 'shop', subject: '7', username: 'clerk' };
    const sent = await db
      .transaction()
      .execute((transaction) => chat.sendPrivate('bob', 'It has shipped', { as, transaction }));
    const heard = await hears(bob, 'It has shipped');
    expect(heard).toEqual(sent);
    expect(heard).toMatchObject({ type: 'private', target: 'bob', username: 'clerk' });
  });

  it('keeps its place among what others send meanwhile', async () => {
    const bob = await enter(app, 'bob', 'lobby');
    const anna = await enter(app, 'anna', 'lobby');
    const sends = Array.from({ length: 60 }, async (_, i) => {
      if (i % 3 === 0) await place(`order ${i}`);
      else if (i % 3 === 1) await chat.sendToRoom('lobby', `note ${i}`);
      else await anna.request('new message', { message: `chat ${i}` });
    });
    await Promise.all(sends);
    await chat.sendToRoom('lobby', 'end');
    await hears(bob, 'end');
    const said = bob.unread('new message').flatMap((m) => (m.type === 'system' ? [] : [m.seq]));
    expect(said).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
  });

  it('may be several in one transaction, at once', async () => {
    const bob = await enter(app, 'bob', 'lobby');
    const texts = ['one', 'two', 'three'];
    await db
      .transaction()
      .execute((transaction) =>
        Promise.all(texts.map((text) => chat.sendToRoom('lobby', text, { transaction }))),
      );
    await hears(bob, 'three');
    expect(await stored()).toEqual(['1 one', '2 two', '3 three']);
  });

  it('reaches who is connected though its process dies between commit and delivery', async () => {
    const bob = await enter(app, 'bob', 'lobby');
    expect(await run({ order: 'shoes', death: 'after' })).toBe('SIGKILL');
    expect(await hears(bob, 'shoes')).toMatchObject({ seq: 1, username: 'system' });
    expect(await orders()).toEqual(['shoes']);
  });

  it('is gone with the order when its process dies before the commit', async () => {
    expect(await run({ order: 'shoes', death: 'before' })).toBe('SIGKILL');
    expect(await orders()).toEqual([]);
    expect(await place('socks')).toMatchObject({ seq: 1 });
  });

  it('is found once by who comes back, after the only server died and started again', async () => {
    await app.close();
    expect(await run({ order: 'shoes', death: 'after', gateway: true })).toBe('SIGKILL');
    await start();
    const bob = await app.connectAs('bob');
    const { messages } = await bob.request('join room', { roomname: 'lobby', since: 0 });
    expect(messages.map(({ message }) => message)).toEqual(['shoes']);
    await place('socks');
    await hears(bob, 'socks');
    expect(unreadTexts(bob)).toEqual([]);
    expect(await orders()).toEqual(['shoes', 'socks']);
  });

  it('is delivered too when a process without sockets sends it without a transaction', async () => {
    const bob = await enter(app, 'bob', 'lobby');
    expect(await run({ order: 'note', death: 'never' })).toBeNull();
    expect(await hears(bob, 'note')).toMatchObject({ seq: 1 });
  });

  it("is refused with another database's transaction", async () => {
    const other = await hostWithOrders(':memory:');
    const foreign = other
      .transaction()
      .execute((transaction) => chat.sendToRoom('lobby', 'x', { transaction }));
    await expect(foreign).rejects.toThrow('transaction must be one of storage.kysely');
    await other.destroy();
  });

  it("leaves the host's database open, and the host's own tables alone", async () => {
    await place('shoes');
    await app.close();
    expect(await orders()).toEqual(['shoes']);
    const tables = await db.introspection.getTables();
    const others = tables.filter(({ name }) => !name.startsWith('parley_'));
    expect(others.map(({ name }) => name)).toEqual(['orders']);
    await start();
    expect(await stored()).toEqual(['1 shoes']);
  });
});
