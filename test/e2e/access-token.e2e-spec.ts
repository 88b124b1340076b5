import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { decodeJwt } from 'jose';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { SessionsService } from '../../src/accounts/sessions.service.js';
import { ChatModule } from '../../src/chat/chat.module.js';
import { SignedTokens } from '../../src/identity/signed-tokens.js';
import type { SignedIn } from '../../src/protocol/index.js';
import { createChatTestApp, type ChatTestApp } from '../../src/testing/index.js';
import { PASSWORD } from '../support/auth-api.js';
import { TOKEN_SECRET } from '../support/chat.js';
import { isWarned, soonEnding } from '../support/soon-ending.js';

const DAY_MS = 86_400_000;

/** Another access token of the same session, for seconds instead of minutes. */
async function shortToken({ accessToken }: SignedIn, lifetimeSeconds: number): Promise<string> {
  const tokens = new SignedTokens(TOKEN_SECRET, {
    type: 'parley-access+jwt',
    audience: 'parley:access',
    lifetimeSeconds,
  });
  const { sub = '', sid } = decodeJwt(accessToken);
  return (await tokens.issue(sub, { sid })).token;
}

describe('access tokens', () => {
  let app: ChatTestApp;
  beforeEach(async () => {
    app = await createChatTestApp(
      ChatModule.forRoot({
        storage: { url: 'sqlite::memory:' },
        accounts: { tokenSecret: TOKEN_SECRET },
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

  it('last a quarter of an hour', async () => {
    const { iat = 0, exp } = decodeJwt((await register('alice')).accessToken);
    expect(exp).toBe(iat + 900);
  });

  it('end their connections when they end, with a warning before', async () => {
    const account = await register('alice');
    const { alice, token, closed, expiresAt } = await soonEnding(6, async (seconds) => {
      const token = await shortToken(account, seconds);
      const alice = await app.connect({ token });
      const closed = alice.disconnected();
      return { alice, token, closed, ...(await isWarned(alice)) };
    });
    expect(Date.parse(expiresAt)).toBe((decodeJwt(token).exp ?? 0) * 1_000);
    expect(await alice.next('session ended')).toMatchObject({ error: { code: 'TOKEN_EXPIRED' } });
    await closed;
    await expect(app.connect({ token })).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
  });

  it('are replaced on the live connection, which then goes on', async () => {
    const [account, other] = [await register('bob'), await register('watch')];
    let { refreshToken } = account;
    const { device, ended } = await soonEnding(6, async (seconds) => {
      const token = await shortToken(account, seconds);
      const device = await app.connect({ token });
      await isWarned(device);
      const next = await refresh(refreshToken);
      refreshToken = next.refreshToken;
      await device.request('refresh token', { token: next.accessToken });
      return { device, ended: (decodeJwt(token).exp ?? 0) * 1_000 };
    });
    const untilEnded = Math.ceil((ended - Date.now()) / 1_000);
    const watch = await soonEnding(Math.max(untilEnded, 1) + 1, async (seconds) =>
      app.connect({ token: await shortToken(other, seconds) }),
    );
    await watch.next('session ended');
    await device.request('join room', { roomname: 'still here' });
    expect(device.unread('session ended')).toEqual([]);
  });

  it('can be had anew for 30 days', async () => {
    const { refreshToken } = await register('carol');
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now + 29 * DAY_MS);
    const next = await refresh(refreshToken);
    jest.spyOn(Date, 'now').mockReturnValue(now + 60 * DAY_MS);
    await expect(refresh(next.refreshToken)).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });
});
