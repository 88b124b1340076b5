import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { TestClient } from '../../src/testing/index.js';
import { tokenOf } from '../support/chat.js';
import { Cluster, describeCluster } from './cluster.js';

const isText =
  (text: string) =>
  ({ message }: { message: string }) =>
    message === text;

describeCluster('two nodes', () => {
  let cluster: Cluster;
  let clients: TestClient[] = [];
  let people = 0;
  beforeAll(async () => {
    cluster = await Cluster.start(2);
  });
  afterEach(() => {
    for (const client of clients) client.close();
    clients = [];
  });
  afterAll(() => cluster.stop());

  const connect = async (node: number, auth: object) => {
    const client = await TestClient.connect(cluster.url(node), auth);
    clients.push(client);
    return client;
  };
  /** Someone on each node, in a room of their own. */
  const couple = async (roomname: string) => {
    people += 1;
    const names = [`alice${people}`, `bob${people}`];
    const [alice, bob] = [
      await connect(0, { username: names[0] }),
      await connect(1, { username: names[1] }),
    ];
    await alice.request('join room', { roomname });
    await bob.request('join room', { roomname });
    return { alice, bob, names };
  };

  it('carry messages, private ones, typing and who comes and goes', async () => {
    const { alice, bob, names } = await couple('exchange');
    const [aliceName = '', bobName = ''] = names;
    await alice.next('new message', ({ message }) => message.includes(bobName));
    const members = await alice.request('list members', { room: 'exchange' });
    expect(members.members.map(({ username, status }) => `${username} ${status}`)).toEqual([
      `${aliceName} online`,
      `${bobName} online`,
    ]);

    const { message } = await alice.request('new message', { message: 'hello' });
    expect(await bob.next('new message', isText('hello'))).toEqual(message);
    bob.emitRaw('typing', { room: 'exchange', typing: true });
    expect(await alice.next('typing')).toMatchObject({ username: bobName });

    const pm = await bob.request('new pm', { target: aliceName, message: 'psst' });
    expect(await alice.next('new message', isText('psst'))).toEqual(pm.message);

    bob.close();
    expect(await alice.next('presence', ({ username }) => username === bobName)).toMatchObject({
      status: 'offline',
    });
  });

  it('mirror what someone sends to their devices on the other node', async () => {
    const { alice, bob } = await couple('mirror');
    const token = await tokenOf(alice, { roomname: 'mirror' });
    const phone = await connect(1, { token });
    await phone.request('join room', { roomname: 'mirror' });
    await alice.request('new message', { message: 'mine', clientId: 'c-1' });
    expect(await phone.next('new message', isText('mine'))).toMatchObject({ clientId: 'c-1' });
    expect(await bob.next('new message', isText('mine'))).not.toHaveProperty('clientId');
    phone.close();
    await alice.request('new message', { message: 'last' });
    await bob.next('new message', isText('last'));
    // Whoever has another device somewhere has not gone.
    expect(bob.unread('presence')).toEqual([]);
  });

  it('show everyone one dense order of what many send on both', async () => {
    const { alice, bob } = await couple('order');
    const readers = [await connect(0, { username: 'r0' }), await connect(1, { username: 'r1' })];
    for (const reader of readers) await reader.request('join room', { roomname: 'order' });
    const senders = [alice, bob];
    const each = 150;
    await Promise.all(
      senders.flatMap((sender, who) =>
        Array.from({ length: each }, (_, n) =>
          sender.request('new message', { message: `${who}-${n}` }),
        ),
      ),
    );
    await alice.request('new message', { message: 'end' });
    for (const reader of readers) {
      await reader.next('new message', isText('end'));
      const seqs = reader
        .unread('new message')
        .flatMap((event) => ('seq' in event ? [event.seq] : []));
      expect(seqs).toEqual(Array.from({ length: 2 * each }, (_, n) => n + 1));
    }
  });

  it('give a name to one of many who claim it at once', async () => {
    const claims = Array.from({ length: 50 }, (_, n) =>
      connect(n % 2, { username: 'the-one' }).then(
        () => 'won',
        () => 'lost',
      ),
    );
    const results = await Promise.all(claims);
    expect(results.filter((result) => result === 'won')).toHaveLength(1);
  });

  it('refuse a second guest of a name that is here on the other node', async () => {
    const { names } = await couple('names');
    await expect(connect(1, { username: names[0] })).rejects.toMatchObject({
      code: 'USERNAME_TAKEN',
    });
  });
});
