import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeJwt, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { ChatException, type ErrorCode } from '../protocol/index.js';
import { TokenService } from './token.service.js';

/** Long enough for every HMAC algorithm, so that nothing but the allowlist refuses the others. */
const SECRET = 'a secret of 64 bytes, or of more'.repeat(2);
const USER_ID = '018f0000-0000-7000-8000-000000000001';
const HEADER = { alg: 'HS256', typ: 'parley-guest+jwt' };
const NOW = Math.floor(Date.now() / 1_000);
const CLAIMS: JWTPayload = {
  iss: 'parley',
  aud: 'parley:guest',
  sub: USER_ID,
  iat: NOW,
  exp: NOW + 60,
};

/** A token that is right but for what is given. */
function forge({ header, claims, without, secret = SECRET }: Forgery = {}): Promise<string> {
  const payload = Object.entries({ ...CLAIMS, ...claims }).filter(([claim]) => claim !== without);
  return new SignJWT(Object.fromEntries(payload))
    .setProtectedHeader({ ...HEADER, ...header })
    .sign(new TextEncoder().encode(secret));
}
interface Forgery {
  header?: { alg?: string; typ?: string };
  claims?: JWTPayload;
  without?: string;
  secret?: string;
}

const tokens = new TokenService(SECRET);

async function refusal(token: string): Promise<ErrorCode | undefined> {
  try {
    await tokens.verify(token);
    return undefined;
  } catch (error) {
    if (error instanceof ChatException) return error.code;
    throw error;
  }
}

describe('TokenService', () => {
  it('knows a user by a token that it issued, also after a restart', async () => {
    const token = await tokens.issue(USER_ID);
    await expect(new TokenService(SECRET).verify(token)).resolves.toBe(USER_ID);
    expect(token.length).toBeLessThan(300);
  });

  it('issues tokens for a year', async () => {
    const token = await tokens.issue(USER_ID);
    const { iss, aud, sub, iat = 0, exp = 0 } = decodeJwt(token);
    expect({ iss, aud, sub }).toEqual({ iss: 'parley', aud: 'parley:guest', sub: USER_ID });
    expect((exp - iat) / 86_400).toBeCloseTo(365.25);
  });

  it('takes a token that is right, as the forger makes them', async () => {
    expect(await refusal(await forge())).toBeUndefined();
  });

  it('says of an expired token that it is', async () => {
    const token = await forge({ claims: { iat: NOW - 20, exp: NOW - 10 } });
    expect(await refusal(token)).toBe('TOKEN_EXPIRED');
  });

  it.each<[string, () => string | Promise<string>]>([
    ['another key', () => forge({ secret: 'another secret of 32 bytes, also' })],
    [
      'another key, and expired',
      () => forge({ secret: 'x'.repeat(32), claims: { exp: NOW - 10 } }),
    ],
    ['another algorithm', () => forge({ header: { alg: 'HS512' } })],
    ['yet another algorithm', () => forge({ header: { alg: 'HS384' } })],
    ['no algorithm', () => new UnsecuredJWT(CLAIMS).encode()],
    ['another type', () => forge({ header: { typ: 'JWT' } })],
    ['another audience', () => forge({ claims: { aud: 'parley:admin' } })],
    ['another issuer', () => forge({ claims: { iss: 'https://example.com' } })],
    ['a time that has not come', () => forge({ claims: { nbf: NOW + 60 } })],
    ['no subject', () => forge({ without: 'sub' })],
    ['no end', () => forge({ without: 'exp' })],
    [
      'a changed payload',
      async () => {
        const [header, , signature] = (await forge()).split('.');
        const [, payload] = (await forge({ claims: { sub: 'someone else' } })).split('.');
        return [header, payload, signature].join('.');
      },
    ],
    ['no signature', async () => (await forge()).replace(/[^.]+$/, '')],
    ['nothing', () => ''],
    ['garbage', () => 'not.a.token'],
    ['a megabyte', () => 'x'.repeat(1_000_000)],
  ])('refuses a token with %s', async (_, make) => {
    expect(await refusal(await make())).toBe('UNAUTHORIZED');
  });

  it('does not look into a token that is too long to be one', async () => {
    expect(await refusal(await forge({ claims: { padding: 'x'.repeat(1_024) } }))).toBe(
      'UNAUTHORIZED',
    );
  });

  it('only ever refuses with UNAUTHORIZED, whatever it is given', async () => {
    const part = fc.oneof(
      fc.base64String(),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
      fc.string({ unit: 'binary' }),
    );
    const token = fc.oneof(
      part,
      fc.array(part, { maxLength: 6 }).map((parts) => parts.join('.')),
    );
    await fc.assert(
      fc.asyncProperty(token, async (value) => {
        expect(await refusal(value)).toBe('UNAUTHORIZED');
      }),
      { numRuns: 500 },
    );
  });

  it('will not work with a short secret', () => {
    expect(() => new TokenService('x'.repeat(31))).toThrow(/31 bytes.*32/);
    expect(() => new TokenService('é'.repeat(16))).not.toThrow();
  });

  it('is provided by a factory', async () => {
    const module = await Test.createTestingModule({
      providers: [{ provide: TokenService, useFactory: () => new TokenService(SECRET) }],
    }).compile();
    const service = module.get(TokenService);
    await expect(service.verify(await service.issue(USER_ID))).resolves.toBe(USER_ID);
  });
});
