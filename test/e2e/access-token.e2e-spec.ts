import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { SessionsService } from '../../src/accounts/sessions.service.js';
import { ChatModule } from '../../src/chat/chat.module.js';
import { createChatTestApp, type ChatTestApp } from '../../src/testing/index.js';
import { PASSWORD } from '../support/auth-api.js';
import { TOKEN_SECRET } from '../support/chat.js';

const MINUTE_MS = 60_000;

/** Moves the clock of this process, timers aside. */
function later(ms: number): void {
  const now = Date.now() + ms;
  const started = performance.now();
  jest.spyOn(Date, 'now').mockImplementation(() => Math.floor(now + performance.now() - started));
}

describe('access tokens', () => {
  let app: ChatTestApp;
  beforeEach(async () => {
    app = await createChatTestApp(
      ChatModule.forRoot({
        storage: { url: 'sqlite::memory:' },
        accounts: { tokenSecret: TOKEN_SECRET, guests: true },
      }),
    );
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await app.close();
  });

  const register = (username: string) =>
    app.app.get(AccountsService).register({ username, password: PASSWORD });
  const refresh = (token: string) => app.app.get(SessionsService).refresh(token);

  it('end their connections after a quarter of an hour, with a warning before', async () => {
    const { accessToken, accessExpiresAt } = await register('alice');
    const alice = await app.connect({ token: accessToken });
    const closed = alice.disconnected();
    later(14 * MINUTE_MS);
    expect(await alice.next('token expiring')).toEqual({ expiresAt: accessExpiresAt });
    later(MINUTE_MS);
    expect(await alice.next('session ended')).toMatchObject({ error: { code: 'TOKEN_EXPIRED' } });
    await closed;
    await expect(app.connect({ token: accessToken })).rejects.toMatchObject({
      code: 'TOKEN_EXPIRED',
    });
  });

  it('are replaced on the live connection, which then goes on', async () => {
    const bob = await register('bob');
    const watch = await app.connect({ token: (await register('watch')).accessToken });
    const device = await app.connect({ token: bob.accessToken });
    later(14 * MINUTE_MS);
    await device.next('token expiring');
    const { accessToken: token } = await refresh(bob.refreshToken);
    await device.request('refresh token', { token });
    later(2 * MINUTE_MS);
    await watch.next('session ended');
    await device.request('join room', { roomname: 'still here' });
    expect(device.unread('session ended')).toEqual([]);
  });

  it('can be had anew for 30 days', async () => {
    const { refreshToken } = await register('carol');
    later(29 * 24 * 60 * MINUTE_MS);
    const next = await refresh(refreshToken);
    later(31 * 24 * 60 * MINUTE_MS);
    await expect(refresh(next.refreshToken)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });
});
