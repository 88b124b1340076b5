import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChatTestApp } from '../../src/testing/index.js';
import {
  enter,
  failure,
  hears,
  secondDevice,
  startChat,
  unreadTexts,
  without,
} from '../support/chat.js';

describe('a message to a room', () => {
  let app: ChatTestApp;
  beforeAll(async () => {
    app = await startChat();
  });
  afterAll(() => app.close());

  it('reaches all but the socket that sent it, with clientId on own devices only', async () => {
    const bob = await enter(app, 'bob1', 'routes');
    const alice = await enter(app, 'alice1', 'routes');
    const phone = await secondDevice(app, alice, 'routes');
    const { message } = await alice.request('new message', {
      room: 'routes',
      message: 'hello',
      clientId: 'c1',
    });
    expect(message).toEqual({
      id: expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ),
      seq: 1,
      type: 'generic',
      room: 'routes',
      username: 'alice1',
      message: 'hello',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      clientId: 'c1',
    });
    const published = without('clientId', message);
    expect(await hears(bob, 'hello')).toEqual(published);
    expect(await hears(phone, 'hello')).toEqual(message);
    await bob.request('new message', 'marker');
    await hears(alice, 'marker');
    expect(unreadTexts(alice)).toEqual([]);
  });

  it('does not reach a device of the sender that is not in the room', async () => {
    const alice = await enter(app, 'alice2', 'mine');
    const phone = await secondDevice(app, alice, 'mine');
    await phone.request('leave room', { roomname: 'mine' });
    await phone.request('join room', { roomname: 'other' });
    await alice.request('join room', { roomname: 'other' });
    await alice.request('new message', { room: 'mine', message: 'with', clientId: 'c' });
    await alice.request('new message', { room: 'mine', message: 'without' });
    await alice.request('new message', { room: 'other', message: 'marker' });
    await hears(phone, 'marker');
    expect(unreadTexts(phone)).toEqual([]);
  });

  it('goes to the room that the socket joined last when it names none', async () => {
    const alice = await enter(app, 'alice3', 'first', 'second');
    const said = async (text: string) => (await alice.request('new message', text)).message.room;
    expect(await said('a')).toBe('second');
    await alice.request('join room', { roomname: 'first' });
    expect(await said('b')).toBe('first');
    await alice.request('leave room', { roomname: 'first' });
    expect(await said('c')).toBe('second');
    await alice.request('leave room', { roomname: 'second' });
    expect(await alice.send('new message', 'd')).toEqual({
      ok: false,
      error: {
        code: 'NOT_IN_ROOM',
        message: "You're not part of a room yet",
        retryable: false,
      },
    });
  });

  it('stays in its room', async () => {
    const alice = await enter(app, 'alice4', 'red', 'blue');
    const bob = await enter(app, 'bob4', 'blue', 'red');
    const carol = await enter(app, 'carol4', 'blue');
    await alice.request('new message', { room: 'red', message: 'to red' });
    await alice.request('new message', { room: 'BLUE', message: 'to blue' });
    expect(await hears(bob, 'to red')).toMatchObject({ room: 'red', seq: 1 });
    expect(await hears(bob, 'to blue')).toMatchObject({ room: 'blue', seq: 1 });
    await hears(carol, 'to blue');
    expect(unreadTexts(carol)).toEqual([]);
  });

  it('is refused to a room that the socket is not in, and not stored', async () => {
    const alice = await enter(app, 'alice5', 'closed');
    const bob = await enter(app, 'bob5', 'elsewhere');
    expect(await bob.send('new message', { room: 'closed', message: 'let me in' })).toMatchObject(
      failure('NOT_IN_ROOM'),
    );
    expect(await alice.request('room history', { room: 'closed' })).toEqual({
      ok: true,
      messages: [],
      complete: true,
    });
  });

  it('keeps its text to the letter', async () => {
    const alice = await enter(app, 'alice6', 'letters');
    const bob = await enter(app, 'bob6', 'letters');
    const texts = [
      '  spaces around  ',
      'line\nbreak\r\nand\ttab',
      '<script>alert(1)</script>',
      'e\u0301 is not \u00e9',
      '👩‍👩‍👧 𝒳',
      '@bob6 not a private message',
      '__proto__',
      '𝒳'.repeat(4_000),
    ];
    for (const text of texts) await alice.request('new message', text);
    for (const text of texts) expect((await bob.next('new message')).message).toBe(text);
    const { messages } = await bob.request('room history', { room: 'letters' });
    expect(messages.map(({ message }) => message)).toEqual(texts);
  });
});
