import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ErrorCode, SignedIn } from '../../src/protocol/index.js';
import { TestClient } from '../../src/testing/index.js';
import { AuthApi, PASSWORD, statusesOf } from '../support/auth-api.js';
import { failure } from '../support/chat.js';
import { ServerProcess } from '../support/server-process.js';

const ADMIN_SECRET = 'the-secret-of-an-operator-for-tests-only';
const UNAUTHORIZED = { name: 'ChatException', code: 'UNAUTHORIZED' };

function refused(code: ErrorCode) {
  return { error: { code } };
}

describe('sessions of accounts', () => {
  const env = {
    AUTH_MODE: 'accounts',
    DATABASE_URL: 'sqlite::memory:',
    RATE_LIMIT_ENABLED: 'false',
    ADMIN_SECRET,
  };
  let server: ServerProcess;
  let api: AuthApi;
  let clients: TestClient[] = [];
  beforeAll(async () => {
    server = await ServerProcess.start(env);
    api = new AuthApi(server.url);
  });
  afterEach(() => {
    for (const client of clients) client.close();
    clients = [];
  });
  afterAll(() => server.end('SIGTERM'));

  async function connect(auth: object): Promise<TestClient> {
    const client = await TestClient.connect(server.url, auth);
    clients.push(client);
    return client;
  }
  const connectAs = ({ accessToken }: SignedIn) => connect({ token: accessToken });

  /** The connection is told that its session has ended, and is closed. */
  async function isEnded(client: TestClient): Promise<void> {
    const closed = client.disconnected();
    expect(await client.next('session ended')).toMatchObject(refused('UNAUTHORIZED'));
    await closed;
  }

  it('go on with other tokens at each refresh; one that is used twice ends the session', async () => {
    const first = await api.register('dave');
    const other = await connectAs(await api.logIn('dave'));
    const second = await api.refresh(first);
    const third = await api.refresh(second);
    expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
    const dave = await connectAs(third);
    const { status, body } = await api.post('refresh', { refreshToken: first.refreshToken });
    expect({ status, body }).toMatchObject({ status: 401, body: refused('UNAUTHORIZED') });
    await isEnded(dave);
    for (const { refreshToken, accessToken } of [second, third]) {
      expect((await api.post('refresh', { refreshToken })).status).toBe(401);
      await expect(connect({ token: accessToken })).rejects.toMatchObject(UNAUTHORIZED);
    }
    await other.request('join room', { roomname: 'lobby' });
  });

  it('let one of two win who refresh by the same token at once, and then neither', async () => {
    const { refreshToken } = await api.register('thief');
    const both = [api.post('refresh', { refreshToken }), api.post('refresh', { refreshToken })];
    expect(await statusesOf(both)).toEqual([200, 401]);
    const [won] = (await Promise.all(both)).filter(({ status }) => status === 200);
    const again = await api.post('refresh', { refreshToken: won?.body.refreshToken });
    expect(again.status).toBe(401);
  });

  it.each(['', 'x', 'x'.repeat(65), 'x'.repeat(1_000), '⚡'.repeat(65)])(
    'take no refresh token that is none of theirs (%#)',
    async (refreshToken) => {
      const { status, body } = await api.post('refresh', { refreshToken });
      expect({ status, body }).toMatchObject({ status: 401, body: refused('UNAUTHORIZED') });
      expect((await api.post('logout', { refreshToken })).status).toBe(204);
    },
  );

  it('log out: the session ends with its connections, others go on', async () => {
    const [here, there] = [await api.register('erin'), await api.logIn('erin')];
    const [phone, laptop] = [await connectAs(here), await connectAs(there)];
    const { refreshToken } = here;
    expect((await api.post('logout', { refreshToken })).status).toBe(204);
    await isEnded(phone);
    await expect(connectAs(here)).rejects.toMatchObject(UNAUTHORIZED);
    expect((await api.post('refresh', { refreshToken })).status).toBe(401);
    await laptop.request('join room', { roomname: 'lobby' });
  });

  it('log out everywhere', async () => {
    const [here, there] = [await api.register('frank'), await api.logIn('frank')];
    const devices = [await connectAs(here), await connectAs(there)];
    expect((await api.post('logout-everywhere', {}, here.accessToken)).status).toBe(204);
    for (const device of devices) await isEnded(device);
    const again = await api.post('logout-everywhere', {}, there.accessToken);
    expect(again).toMatchObject({ status: 401, body: refused('UNAUTHORIZED') });
    await connectAs(await api.logIn('frank'));
  });

  it('change their password: other sessions end, this one goes on with other tokens', async () => {
    const [here, there] = [await api.register('grace'), await api.logIn('grace')];
    const [phone, laptop] = [await connectAs(here), await connectAs(there)];
    const newPassword = 'another one, also long';
    const change = (currentPassword: string) =>
      api.post('password', { currentPassword, newPassword }, here.accessToken);
    expect((await change('not the password')).body).toMatchObject(refused('UNAUTHORIZED'));
    const { status, body } = await change(PASSWORD);
    expect({ status, body }).toMatchObject({ status: 200, body: { username: 'grace' } });
    await isEnded(laptop);
    await phone.request('join room', { roomname: 'lobby' });
    for (const { refreshToken } of [here, there]) {
      expect((await api.post('refresh', { refreshToken })).status).toBe(401);
    }
    // An old token of the session that went on is not one of its newer family.
    await phone.request('join room', { roomname: 'lobby' });
    expect((await api.post('refresh', { refreshToken: body.refreshToken })).status).toBe(200);
    expect((await api.post('login', { username: 'grace', password: PASSWORD })).status).toBe(401);
    await api.logIn('grace', newPassword);
  });

  it('are shut out by an operator, and let in again', async () => {
    const signedIn = await api.register('heidi');
    const heidi = await connectAs(signedIn);
    expect((await api.post('users/heidi/disable', {}, 'not the secret')).status).toBe(401);
    expect((await api.post('users/nobody/disable', {}, ADMIN_SECRET)).status).toBe(404);
    expect((await api.post('users/Heidi/disable', {}, ADMIN_SECRET)).status).toBe(204);
    await isEnded(heidi);
    await expect(connectAs(signedIn)).rejects.toMatchObject(UNAUTHORIZED);
    const { refreshToken } = signedIn;
    expect((await api.post('refresh', { refreshToken })).status).toBe(401);
    await expect(api.logIn('heidi')).rejects.toThrow('401');
    await expect(connect({ username: 'heidi' })).rejects.toMatchObject({ code: 'USERNAME_TAKEN' });
    expect((await api.post('users/heidi/enable', {}, ADMIN_SECRET)).status).toBe(204);
    await connectAs(await api.logIn('heidi'));
  });

  it('go on with a fresh access token on the live connection', async () => {
    const signedIn = await api.register('nina');
    const stranger = await api.register('oscar');
    const nina = await connectAs(signedIn);
    const { accessToken: token, accessExpiresAt } = await api.refresh(signedIn);
    expect(await nina.request('refresh token', { token })).toEqual({
      ok: true,
      expiresAt: accessExpiresAt,
    });
    const another = await api.logIn('nina');
    await nina.request('refresh token', { token: another.accessToken });
    // It is the other session's from now on.
    expect((await api.post('logout', { refreshToken: another.refreshToken })).status).toBe(204);
    await isEnded(nina);
    const again = await connectAs(await api.logIn('nina'));
    for (const wrong of [stranger.accessToken, another.accessToken, 'x']) {
      expect(await again.send('refresh token', { token: wrong })).toMatchObject(
        failure('UNAUTHORIZED'),
      );
    }
    await again.request('join room', { roomname: 'lobby' });
  });
});
