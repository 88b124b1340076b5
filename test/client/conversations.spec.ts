import { describe, expect, it } from '@jest/globals';
import { connect, join, server, texts, time, within } from './model-world.js';

describe('private conversations', () => {
  it('open when someone writes, with what is unread', async () => {
    const chat = connect({ username: 'alice' });
    await join(chat);
    const told: string[] = [];
    chat.on('conversation', (conversation) => {
      conversation.on('message', ({ message }) => told.push(`${conversation.with}: ${message}`));
    });
    server.postPrivately('bob', 'alice', 'psst');
    server.postPrivately('bob', 'alice', 'hey');
    await time.pass(1_000);
    expect(told).toEqual(['bob: psst', 'bob: hey']);
    expect(chat.snapshot.conversations).toEqual([{ with: 'bob', unread: 2, lastSeq: 2 }]);
    await within(1_000, chat.conversation('Bob').markRead());
    expect(chat.snapshot.conversations).toEqual([{ with: 'bob', unread: 0, lastSeq: 2 }]);
  });

  it('that the server knows of are listed on connecting, and loaded when asked for', async () => {
    for (let n = 1; n <= 3; n += 1) server.postPrivately('alice', 'bob', `text ${n}`);
    const chat = connect({ username: 'alice' });
    await time.pass(1_000);
    expect(chat.snapshot.conversations).toEqual([{ with: 'bob', unread: 0, lastSeq: 3 }]);
    const conversation = await within(1_000, chat.conversation('bob').opened());
    expect(texts(conversation)).toEqual(['text 1', 'text 2', 'text 3']);
    expect(conversation.messages.every(({ mine }) => mine)).toBe(true);
  });

  it('with no one are an error to whoever opens them', async () => {
    const chat = connect({ username: 'alice' });
    const nobody = chat.conversation('nobody');
    await expect(within(1_000, nobody.opened())).rejects.toMatchObject({ code: 'USER_NOT_FOUND' });
    expect(nobody.snapshot).toMatchObject({ loaded: false, error: { code: 'USER_NOT_FOUND' } });
    await expect(within(1_000, nobody.send('hi'))).rejects.toMatchObject({
      code: 'USER_NOT_FOUND',
    });
  });

  it('do not count twice what is unread, told live and in the list', async () => {
    const chat = connect({ username: 'alice' });
    await time.pass(1_000);
    server.postPrivately('bob', 'alice', 'one');
    await time.pass(1_000);
    server.disconnect();
    server.postPrivately('bob', 'alice', 'two');
    await time.pass(10_000);
    expect(chat.snapshot.conversations).toEqual([{ with: 'bob', unread: 2, lastSeq: 2 }]);
  });
});
