import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { StoredMessage } from '../../src/protocol/index.js';
import type { ChatTestApp, TestClient } from '../../src/testing/index.js';
import { enter, startChat } from '../support/chat.js';
import { describeOnEachDatabase } from '../support/databases.js';

const SENDERS = 6;
const EACH = 40;
const TOTAL = SENDERS * EACH;

/** What a client was sent of a room, in the order in which it came. */
async function listen(client: TestClient, count: number): Promise<StoredMessage[]> {
  const heard: StoredMessage[] = [];
  while (heard.length < count) {
    const message = await client.next('new message');
    if (message.type !== 'system') heard.push(message);
  }
  return heard;
}

describeOnEachDatabase('order', (databases) => {
  let app: ChatTestApp;
  beforeAll(async () => {
    app = await startChat({ databaseUrl: await databases.create() });
  });
  afterAll(() => app.close());

  it('is one and without gaps, the same for everyone, whoever sends at once', async () => {
    const reader = await enter(app, 'reader1', 'busy');
    const senders = await Promise.all(
      Array.from({ length: SENDERS }, (_, n) => enter(app, `sender1-${n}`, 'busy')),
    );
    const answers = await Promise.all(
      senders.map((sender) =>
        Promise.all(Array.from({ length: EACH }, (_, n) => sender.request('new message', `${n}`))),
      ),
    );
    const sent = answers.map((own) => own.map(({ message }) => message));
    for (const own of sent) {
      const seqs = own.map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.toSorted((a, b) => a - b));
    }
    const all = sent.flat().toSorted((a, b) => a.seq - b.seq);
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, at) => at + 1));
    expect(await listen(reader, TOTAL)).toEqual(all);
    for (const [n, sender] of senders.entries()) {
      const others = all.filter(({ username }) => username !== `sender1-${n}`);
      expect(await listen(sender, others.length)).toEqual(others);
    }
    const { messages } = await reader.request('room history', { after: 0, limit: 200 });
    expect(messages).toEqual(all.slice(0, 200));
  });

  it('is that of asking, on one connection, and each is answered once', async () => {
    const alice = await enter(app, 'alice2', 'asked');
    const answered: string[] = [];
    const requests: (readonly [event: string, payload: unknown])[] = [
      ['new message', 'one'],
      ['room history', {}],
      ['new message', ' '],
      ['join room', { roomname: 'later' }],
      ['new message', 'two'],
      ['leave room', { roomname: 'later' }],
      ['no such', {}],
      ['new message', 'three'],
      ['list rooms', {}],
    ];
    const answers = await Promise.all(
      requests.map(async ([event, payload], at) => {
        const answer = await alice.sendRaw(event, payload);
        answered.push(`${at}`);
        return answer;
      }),
    );
    expect(answers).toMatchObject([
      { ok: true, message: { room: 'asked', seq: 1 } },
      { ok: true, messages: [{ message: 'one' }] },
      { ok: false },
      { ok: true, room: 'later' },
      { ok: true, message: { room: 'later', message: 'two' } },
      { ok: true },
      { ok: false },
      { ok: true, message: { room: 'asked', seq: 2 } },
      { ok: true },
    ]);
    expect(answered.filter((at) => at !== '6' && at !== '2')).toEqual([
      '0',
      '1',
      '3',
      '4',
      '5',
      '7',
      '8',
    ]);
    expect(answered).toHaveLength(requests.length);
  });

  it('shows in the history whatever was acknowledged, to everyone', async () => {
    const alice = await enter(app, 'alice3', 'seen');
    const bob = await enter(app, 'bob3', 'seen');
    for (let n = 1; n <= 20; n++) {
      const { message } = await alice.request('new message', `${n}`);
      const { messages } = await bob.request('room history', { room: 'seen', limit: 1 });
      expect(messages).toEqual([message]);
    }
  });

  it('is kept by two who write to each other at once', async () => {
    const [alice, bob] = await Promise.all([app.connectAs('alice4'), app.connectAs('bob4')]);
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        n % 2 ? alice.request('new pm', `@bob4 ${n}`) : bob.request('new pm', `@alice4 ${n}`),
      ),
    );
    const seqs = answers.map(({ message }) => message.seq).toSorted((a, b) => a - b);
    expect(seqs).toEqual(seqs.map((_, at) => at + 1));
    const [hers, his] = await Promise.all([listen(alice, 20), listen(bob, 20)]);
    for (const heard of [hers, his]) {
      const order = heard.map(({ seq }) => seq);
      expect(order).toEqual(order.toSorted((a, b) => a - b));
    }
  });
});
