import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { exportSPKI } from 'jose';
import type { ChatTestApp } from '../../src/testing/index.js';
import { failure, refusal } from '../support/chat.js';
import {
  claimsOf,
  forgedToken,
  IdentityProvider,
  secretToken,
} from '../support/identity-provider.js';
import { startJwtChat } from '../support/jwt-chat.js';

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
    app = await startJwtChat({ jwksUrl: provider.jwksUrl });
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
      await expect(app.connect({ token })).rejects.toMatchObject(refusal('UNAUTHORIZED'));
    }
    const token = forgedToken({ alg: 'none', kid }, claimsOf('alice'));
    await expect(app.connect({ token })).rejects.toMatchObject(refusal('UNAUTHORIZED'));
  });

  it('of a key that is not known are refused', async () => {
    const stranger = await IdentityProvider.start();
    await provider.rotate();
    const token = await stranger.token(claimsOf('alice'));
    await stranger.stop();
    await expect(app.connect({ token })).rejects.toMatchObject(refusal('UNAUTHORIZED'));
  });

  it('of a new key are taken half a minute later, when the provider rotates its keys', async () => {
    stopClock();
    await app.connect({ token: await provider.token(claimsOf('alice')) });
    await provider.rotate('ES256');
    const token = await provider.token(claimsOf('bob'));
    await expect(app.connect({ token })).rejects.toMatchObject(refusal('UNAUTHORIZED'));
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
      ...refusal('UNAVAILABLE'),
      error: { retryable: true, retryAfterMs: expect.any(Number) },
    });
    await live.request('new message', 'still here');
    expect(await live.send('refresh token', { token })).toMatchObject(failure('UNAVAILABLE'));
    await live.request('new message', 'and still');
  });
});
