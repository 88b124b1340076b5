import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RoomMembersEvent } from '../../src/protocol/index.js';
import type { ChatTestApp } from '../../src/testing/index.js';
import { enter, hears, secondDevice, startChat, unreadTexts } from '../support/chat.js';

/** A second, less what a timer may be early by. Milliseconds. */
const ABOUT_A_SECOND_MS = 990;

describe('"room members"', () => {
  let app: ChatTestApp;
  beforeAll(async () => {
    app = await startChat({ noticeRoomSize: 3 });
  });
  afterAll(() => app.close());

  it('gathers who comes and goes, and tells it once a second at most', async () => {
    const asked = performance.now();
    const alice = await enter(app, 'alice1', 'storm');
    const told = [await alice.next('room members')];
    expect(told).toEqual([{ room: 'storm', joined: ['alice1'], left: [], count: 1 }]);
    const [bob, , dave] = await Promise.all(
      ['bob1', 'carol1', 'dave1'].map((name) => enter(app, name, 'storm')),
    );
    await dave?.request('leave room', { roomname: 'storm' });
    while (!told.at(-1)?.joined.includes('bob1')) told.push(await alice.next('room members'));
    bob?.close();
    while (!told.at(-1)?.left.includes('bob1')) told.push(await alice.next('room members'));
    // From before the first was asked for: however late each is read, it was not told earlier.
    const elapsed = performance.now() - asked;
    expect(elapsed).toBeGreaterThan((told.length - 1) * ABOUT_A_SECOND_MS);
    expect(hereAfter(told)).toEqual(['alice1', 'carol1']);
    expect(told.at(-1)?.count).toBe(3);
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

/** Who is in a room of which all this was told. */
function hereAfter(told: readonly RoomMembersEvent[]): string[] {
  const here = new Set<string>();
  for (const { joined, left } of told) {
    for (const name of joined) here.add(name);
    for (const name of left) here.delete(name);
  }
  return [...here].toSorted();
}
