import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { RoomHistoryPayload, StoredMessage } from '../../src/protocol/index.js';
import type { ChatTestApp, TestClient } from '../../src/testing/index.js';
import { enter, failure, startChat } from '../support/chat.js';
import { describeOnEachDatabase } from '../support/databases.js';

const TOTAL = 260;

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

describeOnEachDatabase('the history of a room', (databases) => {
  let app: ChatTestApp;
  let alice: TestClient;
  let sent: StoredMessage[];
  beforeAll(async () => {
    app = await startChat({ databaseUrl: await databases.create() });
    alice = await enter(app, 'alice', 'quiet', 'long');
    sent = await Promise.all(
      numbers(1, TOTAL).map(async (n) => (await alice.request('new message', `text ${n}`)).message),
    );
  });
  afterAll(() => app.close());

  async function page(range: RoomHistoryPayload) {
    const { messages, complete } = await alice.request('room history', range);
    return { seqs: messages.map(({ seq }) => seq), complete };
  }

  it('is the newest 50, oldest first, when nothing is said', async () => {
    expect(await page({ room: 'long' })).toEqual({ seqs: numbers(211, 260), complete: false });
    expect(await page({})).toEqual({ seqs: numbers(211, 260), complete: false });
    expect(await page({ room: 'quiet' })).toEqual({ seqs: [], complete: true });
  });

  it('holds each message as it was acknowledged', async () => {
    const { messages } = await alice.request('room history', { after: 0, limit: 200 });
    expect(messages).toEqual(sent.slice(0, 200));
  });

  it('is read backwards with `before`, which is exclusive', async () => {
    expect(await page({ before: 211, limit: 200 })).toEqual({
      seqs: numbers(11, 210),
      complete: false,
    });
    expect(await page({ before: 11 })).toEqual({ seqs: numbers(1, 10), complete: true });
    expect(await page({ before: 51 })).toEqual({ seqs: numbers(1, 50), complete: true });
    expect(await page({ before: 1 })).toEqual({ seqs: [], complete: true });
    expect(await page({ before: 0 })).toEqual({ seqs: [], complete: true });
    expect(await page({ before: Number.MAX_SAFE_INTEGER, limit: 1 })).toEqual({
      seqs: [TOTAL],
      complete: false,
    });
  });

  it('is read forwards with `after`, which is exclusive', async () => {
    expect(await page({ after: 0, limit: 3 })).toEqual({ seqs: [1, 2, 3], complete: false });
    expect(await page({ after: 200, limit: 60 })).toEqual({
      seqs: numbers(201, 260),
      complete: true,
    });
    expect(await page({ after: TOTAL })).toEqual({ seqs: [], complete: true });
    expect(await page({ after: Number.MAX_SAFE_INTEGER })).toEqual({ seqs: [], complete: true });
  });

  it('is read between both', async () => {
    expect(await page({ after: 10, before: 14 })).toMatchObject({ seqs: [11, 12, 13] });
    expect(await page({ after: 14, before: 10 })).toMatchObject({ seqs: [] });
    expect(await page({ after: 10, before: 11 })).toMatchObject({ seqs: [] });
  });

  it.each([{ limit: 0 }, { limit: 201 }, { limit: -1 }, { limit: 1.5 }, { before: -1 }])(
    'is refused with %j',
    async (range) => {
      expect(await alice.send('room history', { room: 'long', ...range })).toMatchObject(
        failure('VALIDATION_FAILED'),
      );
    },
  );

  it('comes with `join room`: the newest 50, or up to 200 after `since`', async () => {
    const join = async (since?: number) => {
      const { messages, lastSeq, complete } = await alice.request('join room', {
        roomname: 'long',
        ...(since !== undefined && { since }),
      });
      return { seqs: messages.map(({ seq }) => seq), lastSeq, complete };
    };
    expect(await join()).toEqual({ seqs: numbers(211, 260), lastSeq: 260, complete: false });
    expect(await join(0)).toEqual({ seqs: numbers(1, 200), lastSeq: 260, complete: false });
    expect(await join(60)).toEqual({ seqs: numbers(61, 260), lastSeq: 260, complete: true });
    expect(await join(258)).toEqual({ seqs: [259, 260], lastSeq: 260, complete: true });
    expect(await join(260)).toEqual({ seqs: [], lastSeq: 260, complete: true });
    expect(await join(9_999)).toEqual({ seqs: [], lastSeq: 260, complete: true });
  });

  it('is for members: a room that is not theirs, and one that does not exist', async () => {
    const bob = await app.connectAs('bob');
    expect(await bob.send('room history', { room: 'long' })).toMatchObject(failure('NOT_IN_ROOM'));
    expect(await bob.send('room history', { room: 'nope' })).toMatchObject(
      failure('ROOM_NOT_FOUND'),
    );
    expect(await bob.send('room history', {})).toMatchObject(failure('NOT_IN_ROOM'));
    expect(await bob.send('mark read', { room: 'long', seq: 1 })).toMatchObject(
      failure('NOT_IN_ROOM'),
    );
  });

  it('is read by a member whose device is not in the room', async () => {
    const carol = await app.connectAs('carol');
    const { token } = await carol.request('join room', { roomname: 'long' });
    const phone = await app.connect(token === undefined ? {} : { token });
    const { messages } = await phone.request('room history', { room: 'long', limit: 1 });
    expect(messages).toEqual(sent.slice(-1));
    expect(await phone.send('room history', {})).toMatchObject(failure('NOT_IN_ROOM'));
  });
});
