import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { TestClient, type ChatTestApp } from '../../src/testing/index.js';
import {
  enter,
  failure,
  hears,
  secondDevice,
  startChat,
  tokenOf,
  unreadTexts,
} from '../support/chat.js';
import { describeOnEachDatabase, environmentOf } from '../support/databases.js';
import { ServerProcess } from '../support/server-process.js';

describeOnEachDatabase('a clientId', (databases) => {
  let app: ChatTestApp;
  beforeAll(async () => {
    app = await startChat({ databaseUrl: await databases.create() });
  });
  afterAll(() => app.close());

  it('makes one message of a retry, which is answered with the first and delivered no more', async () => {
    const bob = await enter(app, 'bob1', 'a');
    const alice = await enter(app, 'alice1', 'a');
    const phone = await secondDevice(app, alice, 'a');
    const send = { room: 'a', message: 'once', clientId: 'c1' };
    const first = await alice.request('new message', send);
    await alice.request('new message', 'between');
    expect(await alice.request('new message', send)).toEqual(first);
    expect(await phone.request('new message', send)).toEqual(first);
    await alice.request('new message', 'marker');
    await hears(bob, 'marker');
    expect(unreadTexts(bob)).toEqual(['alice1 has joined !', 'once', 'between']);
    const { messages } = await bob.request('room history', { room: 'a' });
    expect(messages.map(({ message }) => message)).toEqual(['once', 'between', 'marker']);
  });

  it('may not be used for another text', async () => {
    const alice = await enter(app, 'alice2', 'b');
    await alice.request('new message', { message: 'this', clientId: 'c' });
    expect(await alice.send('new message', { message: 'that', clientId: 'c' })).toMatchObject(
      failure('CLIENT_ID_REUSED'),
    );
    expect(await alice.request('room history', {})).toMatchObject({ messages: [{ seq: 1 }] });
  });

  it('is of its sender and its conversation alone, and to the letter', async () => {
    const alice = await enter(app, 'alice3', 'c1', 'c2');
    const bob = await enter(app, 'bob3', 'c1');
    const carol = await app.connectAs('carol3');
    const clientId = 'Same';
    const ids = [
      await alice.request('new message', { room: 'c1', message: '1', clientId }),
      await bob.request('new message', { room: 'c1', message: '2', clientId }),
      await alice.request('new message', { room: 'c2', message: '3', clientId }),
      await alice.request('new pm', { target: 'bob3', message: '4', clientId }),
      await alice.request('new pm', { target: 'carol3', message: '5', clientId }),
      await bob.request('new pm', { target: 'alice3', message: '6', clientId }),
      await carol.request('new pm', { target: 'alice3', message: '7', clientId }),
      await alice.request('new message', { room: 'c1', message: '8', clientId: 'same' }),
      await alice.request('new message', { room: 'c1', message: '9', clientId: 'Same ' }),
    ].map(({ message }) => message.id);
    expect(new Set(ids).size).toBe(9);
  });

  it('holds for sends at the same time, on one device and on two', async () => {
    const alice = await enter(app, 'alice4', 'd');
    const phone = await secondDevice(app, alice, 'd');
    const bob = await enter(app, 'bob4', 'd');
    const send = { room: 'd', message: 'at once', clientId: 'c' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? alice : phone).request('new message', send)),
    );
    expect(new Set(answers.map(({ message }) => message.id)).size).toBe(1);
    await bob.request('new message', 'marker');
    await Promise.all([hears(alice, 'marker'), hears(phone, 'marker')]);
    expect(
      [...unreadTexts(alice), ...unreadTexts(phone)].filter((t) => t === 'at once').length,
    ).toBe(1);
    const texts = ['x', 'y', 'z'].map((message) => ({ room: 'd', message, clientId: 'e' }));
    const outcomes = await Promise.all(texts.map((text) => alice.send('new message', text)));
    expect(outcomes.map(({ ok }) => ok).filter(Boolean)).toHaveLength(1);
  });
});

describeOnEachDatabase('a clientId, after the server was killed', (databases) => {
  it('still makes one message of a retry', async () => {
    const env = environmentOf(await databases.create());
    const server = await ServerProcess.start(env);
    const alice = await TestClient.connect(server.url, { username: 'alice' });
    const token = await tokenOf(alice, { roomname: 'a' });
    const send = { room: 'a', message: 'once', clientId: 'c1' };
    const first = await alice.request('new message', send);
    await server.end('SIGKILL');

    const again = await ServerProcess.start(env);
    const back = await TestClient.connect(again.url, { token });
    await back.request('join room', { roomname: 'a' });
    expect(await back.request('new message', send)).toEqual(first);
    expect(await back.send('new message', { ...send, message: 'other' })).toMatchObject(
      failure('CLIENT_ID_REUSED'),
    );
    const stranger = await TestClient.connect(again.url, { username: 'stranger' });
    await stranger.request('join room', { roomname: 'a' });
    expect(await stranger.request('new message', send)).toMatchObject({ message: { seq: 2 } });
    for (const client of [back, stranger]) client.close();
    await again.end('SIGTERM');
  });
});
