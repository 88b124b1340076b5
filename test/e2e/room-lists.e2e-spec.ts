import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatTestApp, TestClient } from '../../src/testing/index.js';
import { enter, failure, hears, startChat } from '../support/chat.js';

describe('lists', () => {
  let app: ChatTestApp;
  let alice: TestClient;
  beforeAll(async () => {
    app = await startChat();
    alice = await enter(app, 'alice', 'b', 'D', 'a', 'c');
  });
  afterAll(() => app.close());

  /** All usernames, read in pages of a size. Fails when the pages do not end. */
  async function membersInPages(room: string, limit: number): Promise<string[]> {
    const names: string[] = [];
    for (let pages = 0; pages < 20; pages++) {
      const last = names.at(-1);
      const page = await alice.request('list members', {
        room,
        limit,
        ...(last !== undefined && { after: last }),
      });
      expect(page.members.length).toBeLessThanOrEqual(limit);
      names.push(...page.members.map(({ username }) => username));
      if (page.complete) return names;
    }
    throw new Error(`The pages do not end: ${names.join(' ')}`);
  }

  it('lists rooms by name, in pages', async () => {
    await alice.request('new message', { room: 'b', message: 'hi' });
    expect(await alice.request('list rooms', { limit: 3 })).toEqual({
      ok: true,
      rooms: [
        { name: 'a', members: 1, lastSeq: 0 },
        { name: 'b', members: 1, lastSeq: 1 },
        { name: 'c', members: 1, lastSeq: 0 },
      ],
      complete: false,
    });
    expect(await alice.request('list rooms', { limit: 3, after: 'C' })).toMatchObject({
      rooms: [{ name: 'D' }],
      complete: true,
    });
    expect(await alice.request('list rooms', { after: 'zzz' })).toMatchObject({
      rooms: [],
      complete: true,
    });
  });

  it('lists members: those who are here first, by name, then the others, by name', async () => {
    await alice.request('join room', { roomname: 'crowd' });
    for (const name of ['gina', 'carol', 'frank']) {
      (await enter(app, name, 'crowd')).close();
      await hears(alice, `${name} has left !`);
    }
    for (const name of ['eve', 'bob', 'dora']) await enter(app, name, 'crowd');
    const expected = ['alice', 'bob', 'dora', 'eve', 'carol', 'frank', 'gina'];
    for (const limit of [1, 2, 3, 4, 7, 200]) {
      expect(await membersInPages('crowd', limit)).toEqual(expected);
    }
    const { members, count } = await alice.request('list members', { room: 'crowd', limit: 2 });
    expect({ members, count }).toEqual({
      members: [
        { username: 'alice', status: 'online' },
        { username: 'bob', status: 'online' },
      ],
      count: 7,
    });
  });

  it('lists a name once, though it was passed on and two members have had it', async () => {
    await alice.request('join room', { roomname: 'heirs' });
    (await enter(app, 'zoe', 'heirs')).close();
    await hears(alice, 'zoe has left !');
    await enter(app, 'zoe', 'heirs');
    for (const limit of [1, 2, 3]) {
      expect(await membersInPages('heirs', limit)).toEqual(['alice', 'zoe']);
    }
  });

  it('refuses a page behind someone who never was', async () => {
    expect(await alice.send('list members', { room: 'a', after: 'nobody' })).toMatchObject(
      failure('USER_NOT_FOUND'),
    );
    expect(await alice.send('list members', { room: 'a', after: 'not a name' })).toMatchObject({
      ok: false,
      error: { code: 'VALIDATION_FAILED', fields: { after: [expect.any(String)] } },
    });
  });

  it('keeps the members of a room from others, and answers alike what does not exist', async () => {
    const bob = await app.connectAs('stranger');
    expect(await bob.send('list members', { room: 'a' })).toMatchObject(failure('NOT_IN_ROOM'));
    expect(await bob.send('list members', { room: 'none' })).toMatchObject(
      failure('ROOM_NOT_FOUND'),
    );
  });
});
