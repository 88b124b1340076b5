import { describe, expect, it } from '@jest/globals';
import { ClientClosedError } from '../../src/client/index.js';
import { connect, errorOf, join, server, time, within } from './model-world.js';

describe('joining', () => {
  it('shows the newest messages, members and count', async () => {
    for (let n = 1; n <= 60; n += 1) server.post('lobby', 'bob', `text ${n}`);
    const room = await join(connect({ username: 'alice' }));
    expect(room.messages).toHaveLength(50);
    expect(room.lastSeq).toBe(60);
    expect(room.unread).toBe(0);
    expect(room.count).toBe(2);
    expect(room.members.map(({ username }) => username)).toEqual(['bob', 'alice']);
    expect(room.snapshot).toMatchObject({ name: 'lobby', state: 'joined', loaded: true });
  });

  it('twice gives the same room, whatever its case', async () => {
    const chat = connect({ username: 'alice' });
    const [first, second] = await within(
      1_000,
      Promise.all([chat.join('lobby'), chat.join('Lobby')]),
    );
    expect(second).toBe(first);
    expect(chat.rooms).toEqual([first]);
    expect(chat.room('LOBBY')).toBe(first);
    expect(server.requests.filter(({ event }) => event === 'join room')).toHaveLength(1);
  });

  it('rejects with what the server says, and forgets the room', async () => {
    server.failNext.set('join room', [errorOf('ROOM_NOT_FOUND')]);
    const chat = connect({ username: 'alice' });
    await expect(within(1_000, chat.join('secret'))).rejects.toMatchObject({
      code: 'ROOM_NOT_FOUND',
    });
    expect(chat.rooms).toEqual([]);
    expect(await join(chat, 'secret')).toBe(chat.room('secret'));
  });

  it('tells each new message once, and counts those of others as unread', async () => {
    const room = await join(connect({ username: 'alice' }));
    const told: string[] = [];
    room.on('message', ({ message }) => told.push(message));
    server.post('lobby', 'bob', 'one');
    void room.send('two');
    await time.pass(1_000);
    expect(told).toEqual(['one', 'two']);
    expect(room.unread).toBe(1);
    await within(1_000, room.markRead());
    expect(room.unread).toBe(0);
    expect(server.requests.at(-1)).toEqual({
      event: 'mark read',
      payload: { room: 'lobby', seq: 2 },
    });
  });

  it('tells of a busy room once a second how far it was read, and of the end', async () => {
    const room = await join(connect({ username: 'alice' }));
    room.on('message', () => void room.markRead());
    for (let number = 1; number <= 100; number += 1) {
      server.post('lobby', 'bob', `message ${number}`);
      await time.pass(20);
    }
    await time.pass(2_000);
    const marks = server.requests.filter(({ event }) => event === 'mark read');
    expect(marks.length).toBeLessThanOrEqual(4);
    expect(marks.at(-1)).toMatchObject({ payload: { seq: 100 } });
    expect(room.unread).toBe(0);
  });
});

describe('leaving and closing', () => {
  it('rejects what waits in the room that is left, which can be joined again', async () => {
    const chat = connect({ username: 'alice' });
    const room = await join(chat);
    await within(1_000, room.leave());
    await expect(room.send('hello')).rejects.toMatchObject({ code: 'NOT_IN_ROOM' });
    await room.leave();
    const again = await join(chat);
    expect(again).not.toBe(room);
    await within(1_000, again.send('back'));
    expect(room.messages).toMatchObject([]);
  });

  it('while offline leaves as soon as it can, before it joins again', async () => {
    const chat = connect({ username: 'alice' });
    const room = await join(chat);
    server.disconnect();
    const left = room.leave();
    const joined = chat.join('lobby');
    await within(5_000, Promise.all([left, joined]));
    await within(1_000, (await joined).send('back'));
    expect(server.requests.map(({ event }) => event).slice(-3)).toEqual([
      'leave room',
      'join room',
      'new message',
    ]);
  });

  it('makes every call reject with ClientClosedError, and leaves no timer', async () => {
    const chat = connect({ username: 'alice' });
    const room = await join(chat);
    server.tell('alice', {
      event: 'typing',
      payload: { room: 'lobby', username: 'carol', typing: true },
    });
    const first = server.post('lobby', 'bob', 'hello');
    server.tell('alice', { event: 'new message', payload: { ...first, id: 'later', seq: 9 } });
    await time.pass(5);
    expect(room.typists).toEqual(['carol']);
    const conversation = chat.conversation('bob');
    const pending = room.send('hello');
    chat.close();
    chat.close();
    const calls = [
      pending,
      chat.join('lobby'),
      chat.listRooms(),
      chat.setStatus('away'),
      room.send('hello'),
      room.page(),
      room.listMembers(),
      room.history().next(),
      conversation.opened(),
      conversation.send('hello'),
    ];
    for (const call of calls) await expect(call).rejects.toBeInstanceOf(ClientClosedError);
    expect(() => chat.conversation('carol')).toThrow(ClientClosedError);
    room.typing();
    await time.pass(10);
    expect(time.pending).toBe(0);
    expect(chat.connection).toBe('offline');
  });
});
