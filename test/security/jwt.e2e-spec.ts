import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import type { ErrorCode } from '../../src/protocol/index.js';
import type { ChatTestApp } from '../../src/testing/index.js';
import { failure, hears, refusal } from '../support/chat.js';
import {
  AUDIENCE,
  claimsOf,
  forgedToken,
  JWT_SECRET,
  secretToken,
  type Claims,
} from '../support/identity-provider.js';
import { startJwtChat } from '../support/jwt-chat.js';
import { isWarned, soonEnding } from '../support/soon-ending.js';

const now = () => Math.floor(Date.now() / 1_000);

describe('JWTs with a shared secret', () => {
  let app: ChatTestApp;
  beforeAll(async () => {
    app = await startJwtChat({ secret: JWT_SECRET });
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
    await expect(connect(claimsOf('mallory', changes))).rejects.toMatchObject(refusal(code));
  });

  it('may be for several audiences, and from a clock that is a little ahead', async () => {
    const dave = await connect(claimsOf('dave', { aud: ['shop', AUDIENCE], nbf: now() + 2 }));
    expect(dave.socket.connected).toBe(true);
  });

  it('are refused when they are too long, before anything else is looked at', async () => {
    const token = await secretToken(claimsOf('alice', { groups: 'x'.repeat(9_000) }));
    await expect(app.connect({ token })).rejects.toMatchObject(refusal('UNAUTHORIZED'));
    await expect(app.connect({})).rejects.toMatchObject(refusal('UNAUTHORIZED'));
    await expect(app.connect({ username: 'alice' })).rejects.toMatchObject(refusal('UNAUTHORIZED'));
    await expect(app.connect({ token: 7 })).rejects.toMatchObject(refusal('VALIDATION_FAILED'));
  });

  it('refuses the attack `alg: none`', async () => {
    for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
      const token = forgedToken({ alg, typ: 'JWT' }, claimsOf('alice'));
      await expect(app.connect({ token })).rejects.toMatchObject(refusal('UNAUTHORIZED'));
    }
    const good = await secretToken(claimsOf('alice'));
    const unsigned = `${good.split('.').slice(0, 2).join('.')}.`;
    await expect(app.connect({ token: unsigned })).rejects.toMatchObject(refusal('UNAUTHORIZED'));
  });

  it('refuses other keys, algorithms that are too strong for the secret, and changed claims', async () => {
    const other = await secretToken(claimsOf('alice'), { secret: 'x'.repeat(64) });
    const stronger = await secretToken(claimsOf('alice'), { alg: 'HS512' });
    const [header, , signature] = (await secretToken(claimsOf('mallory'))).split('.');
    const forged = forgedToken({}, claimsOf('alice')).split('.')[1];
    for (const token of [other, stronger, `${header}.${forged}.${signature}`]) {
      await expect(app.connect({ token })).rejects.toMatchObject(refusal('UNAUTHORIZED'));
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
      refusal('TOKEN_EXPIRED'),
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

describe('JWTs as configured', () => {
  it('may name people by another claim, and must be of the type', async () => {
    const app = await startJwtChat({
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
    ).rejects.toMatchObject(refusal('UNAUTHORIZED'));
    await app.close();
  });

  it('keep messages with who someone is, whatever they are called', async () => {
    const app = await startJwtChat({ secret: JWT_SECRET });
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
