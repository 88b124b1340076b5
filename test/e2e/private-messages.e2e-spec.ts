import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ChatTestApp } from '../../src/testing/index.js';
import {
  enter,
  failure,
  hears,
  secondDevice,
  startChat,
  tokenOf,
  unreadTexts,
  without,
} from '../support/chat.js';
import { describeOnEachDatabase } from '../support/databases.js';

describeOnEachDatabase('a private message', (databases) => {
  let app: ChatTestApp;
  beforeAll(async () => {
    app = await startChat({ databaseUrl: await databases.create() });
  });
  afterAll(() => app.close());

  it("reaches both people's devices, and no one else", async () => {
    const alice = await enter(app, 'alice1', 'hall');
    const bob = await enter(app, 'bob1', 'hall');
    const carol = await enter(app, 'carol1', 'hall');
    const alicePhone = await secondDevice(app, alice, 'hall');
    const bobPhone = await secondDevice(app, bob, 'hall');
    const { message } = await alice.request('new pm', {
      target: 'bob1',
      message: 'psst',
      clientId: 'c1',
    });
    expect(message).toEqual({
      id: expect.any(String),
      seq: 1,
      type: 'private',
      target: 'bob1',
      username: 'alice1',
      message: 'psst',
      at: expect.any(String),
      clientId: 'c1',
    });
    const published = without('clientId', message);
    expect(await hears(bob, 'psst')).toEqual(published);
    expect(await hears(bobPhone, 'psst')).toEqual(published);
    expect(await hears(alicePhone, 'psst')).toEqual(message);
    await bob.request('new message', 'marker');
    await Promise.all([hears(carol, 'marker'), hears(alice, 'marker'), hears(bobPhone, 'marker')]);
    expect(unreadTexts(carol)).toEqual([]);
    expect(unreadTexts(bobPhone)).toEqual([]);
    expect(unreadTexts(alice)).toEqual(['bob1 has joined !', 'carol1 has joined !']);
  });

  it('needs no room, and counts for each pair on its own', async () => {
    const [alice, bob, carol] = await Promise.all([
      app.connectAs('alice2'),
      app.connectAs('bob2'),
      app.connectAs('carol2'),
    ]);
    const seq = async (from: typeof alice, to: string) =>
      (await from.request('new pm', `${to} hi`)).message.seq;
    expect(await seq(alice, '@bob2')).toBe(1);
    expect(await seq(bob, '@ALICE2')).toBe(2);
    expect(await seq(alice, '@carol2')).toBe(1);
    expect(await seq(carol, '@alice2')).toBe(2);
    expect(await alice.request('room history', { with: 'bob2' })).toMatchObject({
      messages: [
        { seq: 1, type: 'private', username: 'alice2', target: 'bob2' },
        { seq: 2, type: 'private', username: 'bob2', target: 'alice2' },
      ],
      complete: true,
    });
    expect(await bob.request('room history', { with: 'alice2', after: 1 })).toMatchObject({
      messages: [{ seq: 2 }],
    });
    expect(await bob.request('room history', { with: 'carol2' })).toMatchObject({
      messages: [],
      complete: true,
    });
  });

  it('waits for who is offline: each once, in order, then no more', async () => {
    const alice = await enter(app, 'alice3', 'yard');
    const bob = await app.connectAs('bob3');
    const token = await tokenOf(bob, { roomname: 'yard' });
    bob.close();
    await hears(alice, 'bob3 has left !');
    const texts = ['one', 'two', 'three'];
    for (const text of texts) await alice.request('new pm', `@bob3 ${text}`);
    const back = await app.connect({ token });
    for (const text of texts) {
      expect(await back.next('new message')).toMatchObject({ message: text, type: 'private' });
    }
    await back.request('join room', { roomname: 'yard' });
    await alice.request('new message', 'marker');
    await hears(back, 'marker');
    expect(unreadTexts(back)).toEqual([]);
    back.close();
    await hears(alice, 'bob3 has left !');

    const third = await app.connect({ token });
    await third.request('join room', { roomname: 'yard' });
    await alice.request('new message', 'marker again');
    await hears(third, 'marker again');
    expect(unreadTexts(third)).toEqual([]);
  });

  it('waits in pages, of more people and messages than one page holds', async () => {
    const bob = await app.connectAs('bob4');
    const token = await tokenOf(bob, { roomname: 'attic' });
    const watcher = await enter(app, 'watcher4', 'attic');
    bob.close();
    await hears(watcher, 'bob4 has left !');
    const senders = await Promise.all(['a4', 'b4', 'c4'].map((name) => app.connectAs(name)));
    await Promise.all(
      senders.map((sender) =>
        Promise.all(Array.from({ length: 90 }, (_, n) => sender.request('new pm', `@bob4 ${n}`))),
      ),
    );
    const back = await app.connect({ token });
    const heard = [];
    for (let n = 0; n < 270; n++) heard.push(await back.next('new message'));
    for (const name of ['a4', 'b4', 'c4']) {
      const texts = heard.filter(({ username }) => username === name).map((m) => m.message);
      expect(texts).toEqual(Array.from({ length: 90 }, (_, n) => String(n)));
    }
  });

  it('is refused to no one, to oneself, and without a text; nothing is stored', async () => {
    const alice = await enter(app, 'alice5', 'den');
    const bob = await app.connectAs('bob5');
    expect(await alice.send('new pm', '@nobody5 hi')).toMatchObject(failure('USER_NOT_FOUND'));
    const refused = [
      '@',
      '@ hi',
      '@bob5',
      '@bob5 ',
      'bob5 hi',
      '',
      ' ',
      '@alice5 hi',
      '@ALICE5 hi',
    ];
    for (const text of refused) {
      expect([text, await alice.send('new pm', text)]).toMatchObject([
        text,
        failure('VALIDATION_FAILED'),
      ]);
    }
    for (const target of ['', '@bob5', 'alice5', 'two words', 'x'.repeat(33)]) {
      expect(await alice.send('new pm', { target, message: 'hi' })).toMatchObject({
        ok: false,
        error: { code: 'VALIDATION_FAILED', fields: { target: [expect.any(String)] } },
      });
    }
    for (const message of ['', '   ', 'x'.repeat(4_001)]) {
      expect(await alice.send('new pm', { target: 'bob5', message })).toMatchObject({
        ok: false,
        error: { code: 'VALIDATION_FAILED', fields: { message: [expect.any(String)] } },
      });
    }
    const { message } = await alice.request('new pm', '@bob5   spaced  out ');
    expect(message).toMatchObject({ seq: 1, message: 'spaced  out ' });
    await hears(bob, 'spaced  out ');
    expect(unreadTexts(bob)).toEqual([]);
  });

  it('is counted as unread by its recipient, until it is marked as read', async () => {
    const alice = await app.connectAs('alice6');
    const bob = await app.connectAs('bob6');
    for (const text of ['1', '2', '3']) await alice.request('new pm', `@bob6 ${text}`);
    const conversations = async (client: typeof bob) =>
      (await client.request('list conversations', {})).conversations;
    expect(await conversations(bob)).toEqual([{ with: 'alice6', lastSeq: 3, unread: 3 }]);
    expect(await conversations(alice)).toEqual([{ with: 'bob6', lastSeq: 3, unread: 0 }]);
    const mark = (seq: number) => bob.request('mark read', { with: 'alice6', seq });
    expect(await mark(2)).toMatchObject({ unread: 1 });
    expect(await mark(1)).toMatchObject({ unread: 1 });
    expect(await mark(9_999)).toMatchObject({ unread: 0 });
    await alice.request('new pm', '@bob6 4');
    expect(await conversations(bob)).toEqual([{ with: 'alice6', lastSeq: 4, unread: 1 }]);
    await app.connectAs('carol6').then((carol) => carol.request('new pm', '@bob6 newer'));
    expect((await conversations(bob)).map(({ with: other }) => other)).toEqual([
      'carol6',
      'alice6',
    ]);
    expect(await bob.send('mark read', { with: 'nobody6', seq: 1 })).toMatchObject(
      failure('USER_NOT_FOUND'),
    );
  });

  it('reads a room or a person, not both', async () => {
    const alice = await enter(app, 'alice7', 'both');
    await app.connectAs('bob7');
    const both = { room: 'both', with: 'bob7' };
    expect(await alice.send('room history', both)).toMatchObject(failure('VALIDATION_FAILED'));
    expect(await alice.send('mark read', { ...both, seq: 1 })).toMatchObject(
      failure('VALIDATION_FAILED'),
    );
    const typing = { room: 'both', target: 'bob7', typing: true };
    expect(await alice.send('typing', typing)).toMatchObject(failure('VALIDATION_FAILED'));
  });

  it('lets no third person read it', async () => {
    const alice = await app.connectAs('alice8');
    const bob = await app.connectAs('bob8');
    const eve = await enter(app, 'eve8', 'eaves');
    await alice.request('new pm', '@bob8 our secret');
    await hears(bob, 'our secret');
    const answers = [
      await eve.request('room history', { with: 'alice8' }),
      await eve.request('room history', { with: 'bob8' }),
      await eve.request('list conversations', {}),
      await eve.request('list rooms', { limit: 200 }),
    ];
    expect(JSON.stringify(answers)).not.toContain('our secret');
    expect(answers.slice(0, 2)).toMatchObject([{ messages: [] }, { messages: [] }]);
    expect(answers[2]).toMatchObject({ conversations: [] });
    expect(JSON.stringify(answers[3])).not.toMatch(/bob8|alice8/);
  });
});
