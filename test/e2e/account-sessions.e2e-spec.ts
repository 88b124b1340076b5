import { describe, expect, it } from '@jest/globals';
import {
  AccountServer,
  ADMIN_SECRET,
  isEnded,
  refused,
  UNAUTHORIZED,
} from '../support/account-server.js';
import { PASSWORD, statusesOf } from '../support/auth-api.js';
import { failure } from '../support/chat.js';

describe('sessions of accounts', () => {
  const server = new AccountServer('sqlite::memory:');

  it('go on with other tokens at each refresh; one that is used twice ends the session', async () => {
    const first = await server.api.register('dave');
    const other = await server.connectAs(await server.api.logIn('dave'));
    const second = await server.api.refresh(first);
    const third = await server.api.refresh(second);
    expect(new Set([first, second, third].map(({ refreshToken }) => refreshToken)).size).toBe(3);
    const dave = await server.connectAs(third);
    const { status, body } = await server.api.post('refresh', { refreshToken: first.refreshToken });
    expect({ status, body }).toMatchObject({ status: 401, body: refused('UNAUTHORIZED') });
    await isEnded(dave);
    for (const { refreshToken, accessToken } of [second, third]) {
      expect((await server.api.post('refresh', { refreshToken })).status).toBe(401);
      await expect(server.connect({ token: accessToken })).rejects.toMatchObject(UNAUTHORIZED);
    }
    await other.request('join room', { roomname: 'lobby' });
  });

  it('let one of two win who refresh by the same token at once, and then neither', async () => {
    const { refreshToken } = await server.api.register('thief');
    const both = [
      server.api.post('refresh', { refreshToken }),
      server.api.post('refresh', { refreshToken }),
    ];
    expect(await statusesOf(both)).toEqual([200, 401]);
    const [won] = (await Promise.all(both)).filter(({ status }) => status === 200);
    const again = await server.api.post('refresh', { refreshToken: won?.body.refreshToken });
    expect(again.status).toBe(401);
  });

  it.each(['', 'x', 'x'.repeat(65), 'x'.repeat(1_000), '⚡'.repeat(65)])(
    'take no refresh token that is none of theirs (%#)',
    async (refreshToken) => {
      const { status, body } = await server.api.post('refresh', { refreshToken });
      expect({ status, body }).toMatchObject({ status: 401, body: refused('UNAUTHORIZED') });
      expect((await server.api.post('logout', { refreshToken })).status).toBe(204);
    },
  );

  it('log out: the session ends with its connections, others go on', async () => {
    const [here, there] = [await server.api.register('erin'), await server.api.logIn('erin')];
    const [phone, laptop] = [await server.connectAs(here), await server.connectAs(there)];
    const { refreshToken } = here;
    expect((await server.api.post('logout', { refreshToken })).status).toBe(204);
    await isEnded(phone);
    await expect(server.connectAs(here)).rejects.toMatchObject(UNAUTHORIZED);
    expect((await server.api.post('refresh', { refreshToken })).status).toBe(401);
    await laptop.request('join room', { roomname: 'lobby' });
  });

  it('log out everywhere', async () => {
    const [here, there] = [await server.api.register('frank'), await server.api.logIn('frank')];
    const devices = [await server.connectAs(here), await server.connectAs(there)];
    expect((await server.api.post('logout-everywhere', {}, here.accessToken)).status).toBe(204);
    for (const device of devices) await isEnded(device);
    const again = await server.api.post('logout-everywhere', {}, there.accessToken);
    expect(again).toMatchObject({ status: 401, body: refused('UNAUTHORIZED') });
    await server.connectAs(await server.api.logIn('frank'));
  });

  it('change their password: other sessions end, this one goes on with other tokens', async () => {
    const [here, there] = [await server.api.register('grace'), await server.api.logIn('grace')];
    const [phone, laptop] = [await server.connectAs(here), await server.connectAs(there)];
    const newPassword = 'another one, also long';
    const change = (currentPassword: string) =>
      server.api.post('password', { currentPassword, newPassword }, here.accessToken);
    expect((await change('not the password')).body).toMatchObject(refused('UNAUTHORIZED'));
    const { status, body } = await change(PASSWORD);
    expect({ status, body }).toMatchObject({ status: 200, body: { username: 'grace' } });
    await isEnded(laptop);
    await phone.request('join room', { roomname: 'lobby' });
    for (const { refreshToken } of [here, there]) {
      expect((await server.api.post('refresh', { refreshToken })).status).toBe(401);
    }
    // An old token of the session that went on is not one of its newer family.
    await phone.request('join room', { roomname: 'lobby' });
    expect((await server.api.post('refresh', { refreshToken: body.refreshToken })).status).toBe(
      200,
    );
    expect((await server.api.post('login', { username: 'grace', password: PASSWORD })).status).toBe(
      401,
    );
    await server.api.logIn('grace', newPassword);
  });

  it('are shut out by an operator, and let in again', async () => {
    const signedIn = await server.api.register('heidi');
    const heidi = await server.connectAs(signedIn);
    expect((await server.api.post('users/heidi/disable', {}, 'not the secret')).status).toBe(401);
    expect((await server.api.post('users/nobody/disable', {}, ADMIN_SECRET)).status).toBe(404);
    expect((await server.api.post('users/Heidi/disable', {}, ADMIN_SECRET)).status).toBe(204);
    await isEnded(heidi);
    await expect(server.connectAs(signedIn)).rejects.toMatchObject(UNAUTHORIZED);
    const { refreshToken } = signedIn;
    expect((await server.api.post('refresh', { refreshToken })).status).toBe(401);
    await expect(server.api.logIn('heidi')).rejects.toThrow('401');
    await expect(server.connect({ username: 'heidi' })).rejects.toMatchObject({
      code: 'USERNAME_TAKEN',
    });
    expect((await server.api.post('users/heidi/enable', {}, ADMIN_SECRET)).status).toBe(204);
    await server.connectAs(await server.api.logIn('heidi'));
  });

  it('go on with a fresh access token on the live connection', async () => {
    const signedIn = await server.api.register('nina');
    const stranger = await server.api.register('oscar');
    const nina = await server.connectAs(signedIn);
    const { accessToken: token, accessExpiresAt } = await server.api.refresh(signedIn);
    expect(await nina.request('refresh token', { token })).toEqual({
      ok: true,
      expiresAt: accessExpiresAt,
    });
    const another = await server.api.logIn('nina');
    await nina.request('refresh token', { token: another.accessToken });
    // It is the other session's from now on.
    expect((await server.api.post('logout', { refreshToken: another.refreshToken })).status).toBe(
      204,
    );
    await isEnded(nina);
    const again = await server.connectAs(await server.api.logIn('nina'));
    for (const wrong of [stranger.accessToken, another.accessToken, 'x']) {
      expect(await again.send('refresh token', { token: wrong })).toMatchObject(
        failure('UNAUTHORIZED'),
      );
    }
    await again.request('join room', { roomname: 'lobby' });
  });
});
