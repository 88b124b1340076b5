import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TestClient } from '../../src/testing/index.js';
import { hears, tokenOf, unreadTexts } from '../support/chat.js';
import { ServerProcess, temporaryFolder } from '../support/server-process.js';

describe.each(['SIGTERM', 'SIGKILL'] as const)('after a restart by %s', (signal) => {
  let folder: ReturnType<typeof temporaryFolder>;
  let server: ServerProcess;
  let clients: TestClient[];
  beforeEach(async () => {
    folder = temporaryFolder();
    clients = [];
    server = await ServerProcess.start(env());
  });
  afterEach(async () => {
    for (const client of clients) client.close();
    await server.end('SIGKILL');
    folder.remove();
  });

  const env = () => ({ DATABASE_URL: `sqlite:${folder.path}/parley.db` });
  const connect = async (auth: { username?: string; token?: string }) => {
    const client = await TestClient.connect(server.url, auth);
    clients.push(client);
    return client;
  };
  const restart = async () => {
    await server.end(signal);
    server = await ServerProcess.start(env());
  };

  it('rooms, members, history and identities are where they were', async () => {
    const alice = await connect({ username: 'Alice' });
    const aliceToken = await tokenOf(alice, { roomname: 'Lobby' });
    const bob = await connect({ username: 'bob' });
    const bobToken = await tokenOf(bob, { roomname: 'lobby' });
    await bob.request('join room', { roomname: 'left' });
    await bob.request('leave room', { roomname: 'left' });
    const sent = [];
    for (let n = 1; n <= 5; n++) {
      sent.push(
        (await alice.request('new message', { message: `${n}`, clientId: `${n}` })).message,
      );
    }
    const stored = sent.map(({ clientId: _, ...message }) => message);
    await restart();

    const back = await connect({ token: aliceToken });
    expect(await back.request('join room', { roomname: 'lobby', since: 2 })).toMatchObject({
      room: 'Lobby',
      username: 'Alice',
      members: [
        { username: 'Alice', status: 'online' },
        { username: 'bob', status: 'offline' },
      ],
      count: 2,
      lastSeq: 5,
      messages: stored.slice(2),
      complete: true,
    });
    expect(await back.request('list rooms', {})).toMatchObject({
      rooms: [
        { name: 'left', members: 0, lastSeq: 0 },
        { name: 'Lobby', members: 2, lastSeq: 5 },
      ],
    });
    expect(await back.request('new message', 'six')).toMatchObject({ message: { seq: 6 } });
    const bobBack = await connect({ token: bobToken });
    expect(await bobBack.request('room history', { room: 'lobby' })).toMatchObject({
      messages: [...stored, { message: 'six' }],
    });
  });

  it('`since` brings what was missed, no more and no less', async () => {
    const alice = await connect({ username: 'alice' });
    await alice.request('join room', { roomname: 'lobby' });
    const bob = await connect({ username: 'bob' });
    const token = await tokenOf(bob, { roomname: 'lobby' });
    await alice.request('new message', 'seen');
    const { seq: since } = { seq: 0, ...(await hears(bob, 'seen')) };
    bob.close();
    await hears(alice, 'bob has left !');
    for (const text of ['missed 1', 'missed 2']) await alice.request('new message', text);
    await restart();
    const back = await connect({ token });
    const { messages } = await back.request('join room', { roomname: 'lobby', since });
    expect(messages.map(({ message }) => message)).toEqual(['missed 1', 'missed 2']);
    expect(unreadTexts(back)).toEqual([]);
  });

  it('read marks and what was never delivered are kept', async () => {
    const alice = await connect({ username: 'alice' });
    await alice.request('join room', { roomname: 'lobby' });
    const bob = await connect({ username: 'bob' });
    const token = await tokenOf(bob, { roomname: 'lobby' });
    for (const text of ['1', '2', '3']) {
      await alice.request('new message', { room: 'lobby', message: text });
      await alice.request('new pm', `@bob pm ${text}`);
    }
    await bob.request('mark read', { room: 'lobby', seq: 1 });
    await bob.request('mark read', { with: 'alice', seq: 2 });
    bob.close();
    await hears(alice, 'bob has left !');
    await alice.request('new pm', '@bob while you slept');
    await restart();

    const back = await connect({ token });
    expect(await hears(back, 'while you slept')).toMatchObject({ seq: 4, type: 'private' });
    expect(await back.request('list conversations', {})).toMatchObject({
      conversations: [{ with: 'alice', lastSeq: 4, unread: 2 }],
    });
    expect(await back.request('mark read', { room: 'lobby', seq: 0 })).toMatchObject({ unread: 2 });
    expect(await back.request('mark read', { with: 'alice', seq: 3 })).toMatchObject({ unread: 1 });
  });
});
