import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatTestApp } from '../../src/testing/index.js';
import { enter, failure, hears, secondDevice, startChat, unreadTexts } from '../support/chat.js';

describe('coming into a room and going', () => {
  let app: ChatTestApp;
  beforeAll(async () => {
    app = await startChat();
  });
  afterAll(() => app.close());

  it('makes the room, and answers who is there and what was said', async () => {
    const alice = await app.connectAs('alice1');
    expect(await alice.send('join room', { roomname: 'Fresh' })).toEqual({
      ok: true,
      room: 'Fresh',
      username: 'alice1',
      token: expect.any(String),
      members: [{ username: 'alice1', status: 'online' }],
      count: 1,
      lastSeq: 0,
      messages: [],
      complete: true,
    });
    const { message } = await alice.request('new message', 'hi');
    const bob = await app.connectAs('bob1');
    expect(await bob.request('join room', { roomname: 'fresh' })).toMatchObject({
      room: 'Fresh',
      members: [{ username: 'alice1' }, { username: 'bob1' }],
      count: 2,
      lastSeq: 1,
      messages: [message],
      complete: true,
    });
  });

  it('tells the others of the first device that comes and the last that goes, only', async () => {
    const bob = await enter(app, 'bob2', 'notices');
    const alice = await enter(app, 'alice2', 'notices');
    expect(await bob.next('new message')).toEqual({
      type: 'system',
      event: 'joined',
      room: 'notices',
      username: 'alice2',
      message: 'alice2 has joined !',
      at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const phone = await secondDevice(app, alice, 'notices');
    await phone.request('leave room', { roomname: 'notices' });
    await phone.request('join room', { roomname: 'notices' });
    alice.close();
    await phone.request('new message', 'still here');
    await hears(bob, 'still here');
    expect(unreadTexts(bob)).toEqual([]);

    await phone.request('leave room', { roomname: 'notices' });
    expect(await bob.next('new message')).toMatchObject({
      type: 'system',
      event: 'left',
      username: 'alice2',
      message: 'alice2 has left !',
    });
    expect(unreadTexts(phone)).toEqual([]);
  });

  it('tells nothing to the one it is about, nor twice to who joins again', async () => {
    const alice = await enter(app, 'alice3', 'again');
    const bob = await enter(app, 'bob3', 'again', 'again', 'AGAIN');
    await bob.request('new message', 'marker');
    await hears(alice, 'bob3 has joined !');
    await hears(alice, 'marker');
    expect(unreadTexts(alice)).toEqual([]);
    await alice.request('new message', 'back');
    await hears(bob, 'back');
    expect(unreadTexts(bob)).toEqual([]);
  });

  it('delivers a message once to who joined twice', async () => {
    const alice = await enter(app, 'alice4', 'once');
    const bob = await enter(app, 'bob4', 'once', 'once');
    await alice.request('new message', 'one');
    await alice.request('new message', 'two');
    await hears(bob, 'two');
    expect(unreadTexts(bob)).toEqual(['one']);
  });

  it('ends the membership with the last device that leaves, not with one that goes offline', async () => {
    const alice = await enter(app, 'alice5', 'lasting');
    const bob = await enter(app, 'bob5', 'lasting');
    const carol = await enter(app, 'carol5', 'lasting');
    await bob.request('leave room', { roomname: 'lasting' });
    carol.close();
    await hears(alice, 'carol5 has left !');
    expect(await alice.request('list members', { room: 'lasting' })).toEqual({
      ok: true,
      members: [
        { username: 'alice5', status: 'online' },
        { username: 'carol5', status: 'offline', lastSeenAt: expect.any(String) },
      ],
      count: 2,
      complete: true,
    });
  });

  it('keeps the membership while another device is in the room', async () => {
    const alice = await enter(app, 'alice6', 'shared');
    const phone = await secondDevice(app, alice, 'shared');
    await phone.request('leave room', { roomname: 'shared' });
    expect(await phone.send('new message', { room: 'shared', message: 'x' })).toMatchObject(
      failure('NOT_IN_ROOM'),
    );
    expect(await phone.request('list members', { room: 'shared' })).toMatchObject({ count: 1 });
    await alice.request('leave room', { roomname: 'shared' });
    expect(await phone.send('list members', { room: 'shared' })).toMatchObject(
      failure('NOT_IN_ROOM'),
    );
  });

  it('stops delivery to who left', async () => {
    const alice = await enter(app, 'alice7', 'gone', 'kept');
    const bob = await enter(app, 'bob7', 'gone', 'kept');
    await bob.request('leave room', { roomname: 'gone' });
    await alice.request('new message', { room: 'gone', message: 'secret' });
    await alice.request('new message', { room: 'kept', message: 'marker' });
    await hears(bob, 'marker');
    expect(unreadTexts(bob)).toEqual([]);
  });

  it('lets someone who left come back to what was said meanwhile', async () => {
    const alice = await enter(app, 'alice8', 'meanwhile');
    const bob = await enter(app, 'bob8', 'meanwhile');
    await bob.request('leave room', { roomname: 'meanwhile' });
    const { message } = await alice.request('new message', 'you missed this');
    expect(await bob.request('join room', { roomname: 'meanwhile', since: 0 })).toMatchObject({
      messages: [message],
      lastSeq: 1,
      count: 2,
    });
  });

  it('refuses to leave where one is not', async () => {
    const alice = await enter(app, 'alice9', 'here');
    for (const roomname of ['nowhere at all', 'lobby', '']) {
      const { ok } = await alice.send('leave room', { roomname });
      expect(ok).toBe(false);
    }
    await alice.request('leave room', { roomname: 'HERE' });
    expect(await alice.send('leave room', { roomname: 'here' })).toMatchObject(
      failure('NOT_IN_ROOM'),
    );
  });

  it('lets a device into 500 rooms, and no more', async () => {
    const alice = await app.connectAs('alice10');
    for (let from = 0; from < 500; from += 50) {
      const joins = Array.from({ length: 50 }, (_, at) =>
        alice.request('join room', { roomname: `many ${from + at}` }),
      );
      await Promise.all(joins);
    }
    expect(await alice.send('join room', { roomname: 'one too many' })).toMatchObject(
      failure('FORBIDDEN'),
    );
    expect(await alice.send('join room', { roomname: 'many 7' })).toMatchObject({ ok: true });
  });
});
