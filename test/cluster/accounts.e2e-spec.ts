import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { SignedIn } from '../../src/protocol/index.js';
import { TestClient } from '../../src/testing/index.js';
import { AuthApi, PASSWORD } from '../support/auth-api.js';
import { Cluster, describeCluster } from './cluster.js';

const ADMIN_SECRET = 'the-secret-of-an-operator-for-tests-only';

/** Each of these ends what is on the other node, whatever Redis does. */
const WAYS: Record<string, (api: AuthApi, here: SignedIn) => Promise<{ status: number }>> = {
  'log out everywhere': (api, { accessToken }) => api.post('logout-everywhere', {}, accessToken),
  'disable the account': (api, { username }) =>
    api.post(`users/${username}/disable`, {}, ADMIN_SECRET),
  'change the password': (api, { accessToken }) =>
    api.post('password', { currentPassword: PASSWORD, newPassword: `${PASSWORD}!` }, accessToken),
};

describeCluster('accounts on two nodes', () => {
  let cluster: Cluster;
  let clients: TestClient[] = [];
  beforeAll(async () => {
    cluster = await Cluster.start(2, undefined, { AUTH_MODE: 'accounts', ADMIN_SECRET });
  });
  afterEach(() => {
    for (const client of clients) client.close();
    clients = [];
  });
  afterAll(() => cluster.stop());

  const api = (node: number) => new AuthApi(cluster.url(node));
  const connect = async (node: number, { accessToken }: SignedIn) => {
    const client = await TestClient.connect(cluster.url(node), { token: accessToken });
    clients.push(client);
    return client;
  };
  async function isEnded(client: TestClient): Promise<void> {
    const closed = client.disconnected();
    const { error } = await client.next('session ended');
    expect(error.code).toBe('UNAUTHORIZED');
    await closed;
  }

  it('are one account on both: its tokens, its name and its password', async () => {
    const alice = await api(0).register('alice');
    await connect(1, alice);
    await connect(1, await api(1).refresh(alice));
    await connect(0, await api(1).logIn('alice'));
    const { status } = await api(1).post('register', { username: 'alice', password: PASSWORD });
    expect(status).toBe(409);
  });

  it('end a session on every node when a refresh token comes twice', async () => {
    const first = await api(0).register('bob');
    const second = await api(1).refresh(first);
    const bob = await connect(1, second);
    const { refreshToken } = first;
    expect((await api(0).post('refresh', { refreshToken })).status).toBe(401);
    await isEnded(bob);
  });

  let people = 0;
  /** Someone who is signed in on one node and connected to the other by another log-in. */
  async function onBoth(): Promise<{ here: SignedIn; there: TestClient }> {
    people += 1;
    const here = await api(0).register(`person${people}`);
    return { here, there: await connect(1, await api(1).logIn(here.username)) };
  }

  it.each(Object.entries(WAYS))('%s: connections on the other node end', async (_, way) => {
    const { here, there } = await onBoth();
    expect([200, 204]).toContain((await way(api(0), here)).status);
    await isEnded(there);
  });

  // The last: Redis is gone afterwards.
  it('end them while Redis is away too', async () => {
    const ways = await Promise.all(
      Object.values(WAYS).map(async (way) => ({ way, ...(await onBoth()) })),
    );
    await cluster.redis.kill();
    for (const { way, here, there } of ways) {
      expect([200, 204]).toContain((await way(api(0), here)).status);
      await isEnded(there);
    }
  });
});
