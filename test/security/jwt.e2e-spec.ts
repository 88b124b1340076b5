import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import { exportSPKI } from 'jose';
import { io } from 'socket.io-client';
import { ChatModule } from '../../src/chat/chat.module.js';
import type { JwtOptions } from '../../src/identity/jwt.options.js';
import type { ErrorCode } from '../../src/protocol/index.js';
import { createChatTestApp, type ChatTestApp } from '../../src/testing/index.js';
import { failure, hears } from '../support/chat.js';
import {
  AUDIENCE,
  claimsOf,
  forgedToken,
  IdentityProvider,
  ISSUER,
  JWT_SECRET,
  secretToken,
  type Claims,
} from '../support/identity-provider.js';
import { isWarned, soonEnding } from '../support/soon-ending.js';

function start(jwt: Partial<JwtOptions>): Promise<ChatTestApp> {
  return createChatTestApp(
    ChatModule.forRoot({
      storage: { url: 'sqlite::memory:' },
      jwt: { issuer: ISSUER, audience: AUDIENCE, ...jwt },
    }),
  );
}

function refused(code: ErrorCode) {
  return { name: 'ChatException', code };
}

const now = () => Math.floor(Date.now() / 1_000);

describe('JWTs with a shared secret', () => {
  let app: ChatTestApp;
  beforeAll(async () => {
    app = await start({ secret: JWT_SECRET });
  });
  afterAll(() => app.close());

  const connect = async (claims: Claims) => app.connect({ token: await secretToken(claims) });

  it('say who someone is, on every device, and need no username', async () => {
    const phone = await connect(claimsOf('alice'));
    const laptop = await connect(claimsOf('alice'));
    await laptop.request('join room', { roomname: 'a' });
    const joined = await phone.request('join room', { roomname: 'a' });
    expect(joined).toMatchObject({ username: 'alice', count: 1 });
    expect(joined.token).toBeUndefined();
    expect(await phone.send('join room', { roomname: 'a', username: 'bob' })).toMatchObject(
      failure('ALREADY_IDENTIFIED'),
    );
  });

  it('are taken from `Authorization: Bearer` too, never from the URL', async () => {
    const token = await secretToken(claimsOf('carol'));
    const outcome = (options: object) =>
      new Promise<unknown>((resolve) => {
        const socket = io(app.url, { transports: ['websocket'], reconnection: false, ...options });
        const end = (result: unknown) => {
          socket.disconnect();
          resolve(result);
        };
        socket.once('connect', () => end('connected'));
        socket.once('connect_error', (error) => end(error));
      });
    const headers = { authorization: `Bearer ${token}` };
    expect(await outcome({ extraHeaders: headers })).toBe('connected');
    for (const query of [{ token }, { access_token: token }]) {
      expect(await outcome({ query })).toMatchObject({ data: { code: 'UNAUTHORIZED' } });
      expect(await outcome({ query, extraHeaders: headers })).toMatchObject({
        data: { code: 'UNAUTHORIZED', message: expect.stringContaining('URL') },
      });
    }
  });

  it.each<[string, Claims, ErrorCode]>([
    ['of another issuer', { iss: 'https://evil.example' }, 'UNAUTHORIZED'],
    ['of no issuer', { iss: undefined }, 'UNAUTHORIZED'],
    ['for another audience', { aud: 'shop' }, 'UNAUTHORIZED'],
    ['for several others', { aud: ['shop', 'mail'] }, 'UNAUTHORIZED'],
    ['for no audience', { aud: undefined }, 'UNAUTHORIZED'],
    ['that never expires', { exp: undefined }, 'UNAUTHORIZED'],
    ['that has expired', { exp: now() - 1 }, 'TOKEN_EXPIRED'],
    ['that is not valid yet', { nbf: now() + 86_400, exp: now() + 90_000 }, 'UNAUTHORIZED'],
    ['of no one', { sub: undefined }, 'UNAUTHORIZED'],
    ['of an empty subject', { sub: '' }, 'UNAUTHORIZED'],
    ['of a huge subject', { sub: 'x'.repeat(256) }, 'UNAUTHORIZED'],
    ['without a username', { preferred_username: undefined }, 'UNAUTHORIZED'],
    ['whose username is none', { preferred_username: 'two words' }, 'UNAUTHORIZED'],
    ['whose username is no text', { preferred_username: ['alice'] }, 'UNAUTHORIZED'],
  ])('are refused: one %s', async (_, changes, code) => {
    await expect(connect(claimsOf('mallory', changes))).rejects.toMatchObject(refused(code));
  });

  it('may be for several audiences, and from a clock that is a little ahead', async () => {
    const dave = await connect(claimsOf('dave', { aud: ['shop', AUDIENCE], nbf: now() + 2 }));
    expect(dave.socket.connected).toBe(true);
  });

  it('are refused when they are too long, before anything else is looked at', async () => {
    const token = await secretToken(claimsOf('alice', { groups: 'x'.repeat(9_000) }));
    await expect(app.connect({ token })).rejects.toMatchObject(refused('UNAUTHORIZED'));
    await expect(app.connect({})).rejects.toMatchObject(refused('UNAUTHORIZED'));
    await expect(app.connect({ username: 'alice' })).rejects.toMatchObject(refused('UNAUTHORIZED'));
    await expect(app.connect({ token: 7 })).rejects.toMatchObject(refused('VALIDATION_FAILED'));
  });

  it('refuses the attack `alg: none`', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
      const token = forgedToken({ alg, typ: 'JWT' }, claimsOf('alice'));
      await expect(app.connect({ token })).rejects.toMatchObject(refused('UNAUTHORIZED'));
    }
    const good = await secretToken(claimsOf('alice'));
    const unsigned = `${good.split('.').slice(0, 2).join('.')}.`;
    await expect(app.connect({ token: unsigned })).rejects.toMatchObject(refused('UNAUTHORIZED'));
  });

  it('refuses other keys, algorithms that are too strong for the secret, and changed claims', async () => {
    const other = await secretToken(claimsOf('alice'), { secret: 'x'.repeat(64) });
    const stronger = await secretToken(claimsOf('alice'), { alg: 'HS512' });
    const [header, , signature] = (await secretToken(claimsOf('mallory'))).split('.');
    const forged = forgedToken({}, claimsOf('alice')).split('.')[1];
    for (const token of [other, stronger, `${header}.${forged}.${signature}`]) {
      await expect(app.connect({ token })).rejects.toMatchObject(refused('UNAUTHORIZED'));
    }
  });

  it('end the connection when they expire: warned, told, closed, and not before', async () => {
    const { erin, exp, closed, expiresAt } = await soonEnding(4, async (seconds) => {
      const exp = now() + seconds;
      const erin = await connect(claimsOf('erin', { exp }));
      const closed = erin.disconnected();
      await erin.request('join room', { roomname: 'b' });
      return { erin, exp, closed, ...(await isWarned(erin)) };
    });
    expect(Date.parse(expiresAt)).toBe(exp * 1_000);
    expect(await erin.next('session ended')).toMatchObject({ error: { code: 'TOKEN_EXPIRED' } });
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
    expect(await closed).toBe('io server disconnect');
    await expect(connect(claimsOf('erin', { exp }))).rejects.toMatchObject(
      refused('TOKEN_EXPIRED'),
    );
  });

  it('can be replaced on the live connection, which then goes on', async () => {
    const { frank, ended } = await soonEnding(2, async (seconds) => {
      const exp = now() + seconds;
      const frank = await connect(claimsOf('frank', { exp }));
      await frank.request('join room', { roomname: 'c' });
      const fresh = claimsOf('frank');
      const answer = await frank.request('refresh token', { token: await secretToken(fresh) });
      expect(answer.expiresAt).toBe(new Date((fresh.exp ?? 0) * 1_000).toISOString());
      return { frank, ended: exp };
    });
    const watch = await soonEnding(2, (seconds) =>
      connect(claimsOf('watch', { exp: Math.max(now() + seconds, ended + 1) })),
    );
    await watch.next('session ended');
    await frank.request('new message', 'still here');
    expect(frank.unread('session ended')).toEqual([]);
  });

  it('are replaced by good ones of the same user only; the token before counts until then', async () => {
    const tokens: [string, ErrorCode][] = [
      [await secretToken(claimsOf('heidi')), 'UNAUTHORIZED'],
      [await secretToken(claimsOf('grace', { sub: 'someone-unknown' })), 'UNAUTHORIZED'],
      [await secretToken(claimsOf('grace', { exp: now() - 10 })), 'TOKEN_EXPIRED'],
      [forgedToken({ alg: 'none' }, claimsOf('grace')), 'UNAUTHORIZED'],
      ['', 'UNAUTHORIZED'],
    ];
    await connect(claimsOf('heidi'));
    const grace = await soonEnding(2, async (seconds) => {
      const device = await connect(claimsOf('grace', { exp: now() + seconds }));
      for (const [token, code] of tokens) {
        expect(await device.send('refresh token', { token })).toMatchObject(failure(code));
      }
      return device;
    });
    expect(await grace.next('session ended')).toMatchObject({ error: { code: 'TOKEN_EXPIRED' } });
  });
});

let clock: number | undefined;

/** Stops the clock of this process, timers aside, so many milliseconds after it first was. */
function stopClock(ms = 0): void {
  clock ??= Date.now();
  jest.spyOn(Date, 'now').mockReturnValue(clock + ms);
}

describe('JWTs with a key set', () => {
  let provider: IdentityProvider;
  let app: ChatTestApp;
  beforeEach(async () => {
    provider = await IdentityProvider.start();
    app = await start({ jwksUrl: provider.jwksUrl });
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    clock = undefined;
    await app.close();
    await provider.stop();
  });

  it.each(['RS256', 'PS384', 'ES256', 'EdDSA'])('are taken, signed by %s', async (alg) => {
    await provider.rotate(alg);
    await app.connect({ token: await provider.token(claimsOf('alice')) });
    await app.connect({ token: await provider.token(claimsOf('bob')) });
    expect(provider.fetches).toBe(1);
  });

  it('refuses the attack of key confusion: a public key taken for a shared secret', async () => {
    const { publicKey, kid } = await provider.rotate('RS256');
    const pem = await exportSPKI(publicKey);
    for (const secret of [pem, pem.trim(), `${pem}\n`]) {
      const token = await secretToken(claimsOf('alice'), { secret });
      await expect(app.connect({ token })).rejects.toMatchObject(refused('UNAUTHORIZED'));
    }
    const token = forgedToken({ alg: 'none', kid }, claimsOf('alice'));
    await expect(app.connect({ token })).rejects.toMatchObject(refused('UNAUTHORIZED'));
  });

  it('of a key that is not known are refused', async () => {
    const stranger = await IdentityProvider.start();
    await provider.rotate();
    const token = await stranger.token(claimsOf('alice'));
    await stranger.stop();
    await expect(app.connect({ token })).rejects.toMatchObject(refused('UNAUTHORIZED'));
  });

  it('of a new key are taken half a minute later, when the provider rotates its keys', async () => {
    stopClock();
    await app.connect({ token: await provider.token(claimsOf('alice')) });
    await provider.rotate('ES256');
    const token = await provider.token(claimsOf('bob'));
    await expect(app.connect({ token })).rejects.toMatchObject(refused('UNAUTHORIZED'));
    stopClock(31_000);
    await app.connect({ token });
    expect(provider.fetches).toBe(2);
  });

  it('cannot be checked without the keys: new connections wait, live ones go on', async () => {
    stopClock();
    const live = await app.connect({ token: await provider.token(claimsOf('alice')) });
    await live.request('join room', { roomname: 'a' });
    await provider.rotate();
    const token = await provider.token(claimsOf('alice'));
    await provider.stop();
    stopClock(31_000);
    await expect(app.connect({ token })).rejects.toMatchObject({
      ...refused('UNAVAILABLE'),
      error: { retryable: true, retryAfterMs: expect.any(Number) },
    });
    await live.request('new message', 'still here');
    expect(await live.send('refresh token', { token })).toMatchObject(failure('UNAVAILABLE'));
    await live.request('new message', 'and still');
  });
});

describe('JWTs as configured', () => {
  it('may name people by another claim, and must be of the type', async () => {
    const app = await start({
      secret: JWT_SECRET,
      usernameClaim: 'https://example.com/nick',
      type: 'at+jwt',
    });
    const claims = { ...claimsOf('ivan'), 'https://example.com/nick': 'vanya' };
    const vanya = await app.connect({ token: await secretToken(claims, { typ: 'at+jwt' }) });
    expect(await vanya.request('join room', { roomname: 'a' })).toMatchObject({
      username: 'vanya',
    });
    await expect(
      app.connect({ token: await secretToken(claims, { typ: 'JWT' }) }),
    ).rejects.toMatchObject(refused('UNAUTHORIZED'));
    await app.close();
  });

  it('keep messages with who someone is, whatever they are called', async () => {
    const app = await start({ secret: JWT_SECRET });
    const connect = async (claims: Claims) => app.connect({ token: await secretToken(claims) });
    const bob = await connect(claimsOf('bob'));
    const old = await connect(claimsOf('judy'));
    await old.request('new pm', { target: 'bob', message: 'from judy' });
    await hears(bob, 'from judy');
    const renamed = await connect(claimsOf('judith', { sub: 'id-of-judy' }));
    expect(await renamed.request('room history', { with: 'bob' })).toMatchObject({
      messages: [{ message: 'from judy', username: 'judith' }],
    });
    await app.close();
  });
});
