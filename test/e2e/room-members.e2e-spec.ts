import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatTestApp } from '../../src/testing/index.js';
import { enter, hears, secondDevice, startChat, unreadTexts } from '../support/chat.js';

/** A second, less what two timers and a socket may differ by. Milliseconds. */
const ABOUT_A_SECOND_MS = 950;

describe('"room members"', () => {
  let app: ChatTestApp;
  beforeAll(async () => {
    app = await startChat({ noticeRoomSize: 3 });
  });
  afterAll(() => app.close());

  it('gathers who comes and goes within a second, and leaves out who does both', async () => {
    const alice = await enter(app, 'alice1', 'storm');
    expect(await alice.next('room members')).toEqual({
      room: 'storm',
      joined: ['alice1'],
      left: [],
      count: 1,
    });
    const told = Date.now();
    const [bob, , dave] = await Promise.all(
      ['bob1', 'carol1', 'dave1'].map((name) => enter(app, name, 'storm')),
    );
    await dave?.request('leave room', { roomname: 'storm' });
    const next = await alice.next('room members');
    expect(Date.now() - told).toBeGreaterThan(ABOUT_A_SECOND_MS);
    expect({ ...next, joined: next.joined.toSorted() }).toEqual({
      room: 'storm',
      joined: ['bob1', 'carol1'],
      left: [],
      count: 3,
    });
    bob?.close();
    const last = await alice.next('room members');
    expect(last).toEqual({ room: 'storm', joined: [], left: ['bob1'], count: 3 });
    expect(Date.now() - told).toBeGreaterThan(2 * ABOUT_A_SECOND_MS);
  });

  it('speaks of people, not of their devices', async () => {
    const bob = await enter(app, 'bob2', 'devices');
    await bob.next('room members');
    const alice = await enter(app, 'alice2', 'devices');
    expect(await bob.next('room members')).toMatchObject({ joined: ['alice2'], count: 2 });
    const phone = await secondDevice(app, alice, 'devices');
    alice.close();
    const carol = await enter(app, 'carol2', 'devices');
    expect(await bob.next('room members')).toMatchObject({ joined: ['carol2'], left: [] });
    phone.close();
    expect(await carol.next('room members', ({ left }) => left.length > 0)).toMatchObject({
      joined: [],
      left: ['alice2'],
      count: 3,
    });
  });

  it('holds each room to its own second', async () => {
    const alice = await enter(app, 'alice3', 'left wing', 'right wing');
    expect(await alice.next('room members')).toMatchObject({ room: 'left wing' });
    expect(await alice.next('room members')).toMatchObject({ room: 'right wing' });
  });

  it('is all that a room above NOTICE_ROOM_SIZE is told', async () => {
    const alice = await enter(app, 'alice4', 'large');
    await enter(app, 'bob4', 'large');
    await enter(app, 'carol4', 'large');
    const dave = await enter(app, 'dave4', 'large');
    await dave.request('new message', 'marker');
    await hears(alice, 'marker');
    expect(unreadTexts(alice)).toEqual(['bob4 has joined !', 'carol4 has joined !']);
    await alice.next('room members', ({ joined }) => joined.includes('dave4'));
  });
});
