import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatTestApp } from '../../src/testing/index.js';
import { enter, failure, hears, secondDevice, startChat } from '../support/chat.js';

describe('presence', () => {
  let app: ChatTestApp;
  beforeAll(async () => {
    app = await startChat({ noticeRoomSize: 3 });
  });
  afterAll(() => app.close());

  it('is away when all devices are, online when one is, offline when none is left', async () => {
    const bob = await enter(app, 'bob1', 'a');
    const alice = await enter(app, 'alice1', 'a');
    const phone = await secondDevice(app, alice, 'a');
    const hearsOf = () => bob.next('presence', ({ username }) => username === 'alice1');
    await alice.request('set status', { status: 'away' });
    await phone.request('set status', { status: 'away' });
    expect(await hearsOf()).toEqual({
      username: 'alice1',
      status: 'away',
      at: expect.stringMatching(/Z$/),
    });
    await phone.request('set status', { status: 'away' });
    await alice.request('set status', { status: 'online' });
    expect(await hearsOf()).toMatchObject({ status: 'online' });
    alice.close();
    expect(await hearsOf()).toMatchObject({ status: 'away' });
    const closed = Date.now();
    phone.close();
    expect(await hearsOf()).toMatchObject({ status: 'offline' });
    expect(bob.unread('presence').filter(({ username }) => username === 'alice1')).toEqual([]);

    const lastSeen = async () => {
      const { members } = await bob.request('list members', { room: 'a' });
      const absent = members.find(({ username }) => username === 'alice1');
      expect(absent).toMatchObject({ status: 'offline', lastSeenAt: expect.any(String) });
      return Date.parse(absent?.lastSeenAt ?? '');
    };
    // It is written a moment later.
    while ((await lastSeen()) < closed);
  });

  it('shows in lists as away', async () => {
    const alice = await enter(app, 'alice2', 'b');
    await alice.request('set status', { status: 'away' });
    const { members } = await alice.request('list members', { room: 'b' });
    expect(members).toEqual([{ username: 'alice2', status: 'away' }]);
  });

  it('is for those who share a small room or a conversation', async () => {
    const [friend, neighbour, stranger] = await Promise.all([
      enter(app, 'friend3', 'friends'),
      enter(app, 'neighbour3', 'small', 'large'),
      enter(app, 'stranger3', 'large', 'meeting'),
    ]);
    const alice = await enter(app, 'alice3', 'small', 'large');
    await enter(app, 'fourth3', 'large');
    await alice.request('new pm', '@friend3 hi');
    await hears(friend, 'hi');
    await alice.request('set status', { status: 'away' });
    const isAlices = ({ username }: { username: string }) => username === 'alice3';
    expect(await friend.next('presence', isAlices)).toMatchObject({ status: 'away' });
    expect(await neighbour.next('presence', isAlices)).toMatchObject({ status: 'away' });
    await alice.request('new message', { room: 'large', message: 'marker' });
    await Promise.all([hears(stranger, 'marker'), hears(neighbour, 'marker')]);
    expect(stranger.unread('presence').filter(isAlices)).toEqual([]);
    expect(neighbour.unread('presence').filter(isAlices)).toEqual([]);
    expect(alice.unread('presence').filter(isAlices)).toEqual([]);
  });

  it('tells a conversation of someone who comes back', async () => {
    const alice = await enter(app, 'alice4', 'd');
    const friend = await app.connectAs('friend4');
    await alice.request('new pm', '@friend4 hi');
    const { token } = await alice.request('join room', { roomname: 'd' });
    alice.close();
    expect(await friend.next('presence')).toMatchObject({ username: 'alice4', status: 'offline' });
    await app.connect(token === undefined ? {} : { token });
    expect(await friend.next('presence')).toMatchObject({ username: 'alice4', status: 'online' });
  });

  it.each(['offline', 'busy', ''])('cannot be set to %j', async (status) => {
    const anyone = await app.connect();
    const answer = await anyone.sendRaw('set status', { status });
    expect(answer).toMatchObject(failure('VALIDATION_FAILED'));
    anyone.close();
  });
});

describe('typing', () => {
  let app: ChatTestApp;
  beforeAll(async () => {
    app = await startChat();
  });
  afterAll(() => app.close());

  it('shows to the others in the room, not to who types', async () => {
    const alice = await enter(app, 'alice1', 'other', 'room');
    const phone = await secondDevice(app, alice, 'room');
    const bob = await enter(app, 'bob1', 'room');
    const eve = await enter(app, 'eve1', 'other');
    await alice.request('typing', { typing: true, room: 'Room' });
    await alice.request('typing', { typing: false });
    expect(await bob.next('typing')).toEqual({ room: 'room', username: 'alice1', typing: true });
    expect(await bob.next('typing')).toMatchObject({ room: 'room', typing: false });
    await bob.request('new message', 'marker');
    await Promise.all([hears(alice, 'marker'), hears(phone, 'marker')]);
    await alice.request('new message', { room: 'other', message: 'marker' });
    await hears(eve, 'marker');
    for (const client of [alice, phone, eve]) expect(client.unread('typing')).toEqual([]);
  });

  it('shows to one person alone', async () => {
    const alice = await enter(app, 'alice2', 'hall');
    const bob = await enter(app, 'bob2', 'hall');
    const eve = await enter(app, 'eve2', 'hall');
    await alice.request('typing', { target: 'BOB2', typing: true });
    expect(await bob.next('typing')).toEqual({ username: 'alice2', typing: true });
    await alice.request('new message', 'marker');
    await hears(eve, 'marker');
    expect(eve.unread('typing')).toEqual([]);
  });

  it('is refused where one is not, and to no one', async () => {
    const alice = await enter(app, 'alice3', 'mine');
    await enter(app, 'bob3', 'theirs');
    expect(await alice.send('typing', { room: 'theirs', typing: true })).toMatchObject(
      failure('NOT_IN_ROOM'),
    );
    expect(await alice.send('typing', { target: 'nobody3', typing: true })).toMatchObject(
      failure('USER_NOT_FOUND'),
    );
  });
});
