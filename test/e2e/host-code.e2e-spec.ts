import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ChatModule } from '../../src/chat/chat.module.js';
import { ChatService } from '../../src/chat/chat.service.js';
import { createChatTestApp, type ChatTestApp } from '../../src/testing/index.js';

describe("a host's own code", () => {
  let app: ChatTestApp;
  let chat: ChatService;

  beforeAll(async () => {
    app = await createChatTestApp(
      ChatModule.forRoot({
        storage: { url: 'sqlite::memory:' },
        guests: { tokenSecret: 'a secret that is only good for tests' },
      }),
    );
    chat = app.app.get(ChatService);
  });
  afterAll(() => app.close());

  it('sends as the system, whose name no guest can have', async () => {
    const alice = await app.connectAs('alice');
    await alice.request('join room', { roomname: 'news' });
    const sent = await chat.sendToRoom('news', 'Lunch is ready');
    expect(sent).toMatchObject({ username: 'system', seq: 1 });
    expect(await alice.next('new message')).toEqual(sent);
    await expect(app.connectAs('System')).rejects.toMatchObject({ code: 'USERNAME_TAKEN' });
  });

  it('deletes a room: those in it hear nothing more, and joining makes a new one', async () => {
    const [bob, carl] = [await app.connectAs('bob'), await app.connectAs('carl')];
    for (const client of [bob, carl]) await client.request('join room', { roomname: 'old' });
    await bob.request('new message', { room: 'old', message: 'soon gone' });
    await chat.deleteRoom('OLD');
    expect(await bob.send('new message', { room: 'old', message: 'too late' })).toMatchObject({
      ok: false,
      error: { code: 'ROOM_NOT_FOUND' },
    });
    expect(await bob.send('room history', { room: 'old' })).toMatchObject({
      error: { code: 'ROOM_NOT_FOUND' },
    });
    const again = await bob.request('join room', { roomname: 'old' });
    expect(again).toMatchObject({ count: 1, lastSeq: 0, messages: [] });
    // Carl is not in the new one, so of these only what is sent to him alone arrives.
    await bob.request('new message', { room: 'old', message: 'fresh start' });
    await bob.request('new pm', '@carl still there?');
    expect(await carl.next('new message', ({ type }) => type !== 'system')).toMatchObject({
      message: 'soon gone',
    });
    expect(await carl.next('new message', ({ type }) => type !== 'system')).toMatchObject({
      message: 'still there?',
    });
    await expect(chat.deleteRoom('nowhere')).rejects.toMatchObject({ code: 'ROOM_NOT_FOUND' });
  });

  it('closes the connections of a person', async () => {
    const dora = await app.connectAs('dora');
    await dora.request('join room', { roomname: 'news' });
    expect(await chat.isOnline('dora')).toBe(true);
    const gone = dora.disconnected();
    await chat.disconnectUser('dora');
    await gone;
    while (await chat.isOnline('dora')) await nextTurn();
  });
});
