import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { ConfigurationError } from './configuration.error.js';
import { readServerSettings, readSettings } from './settings.js';

const RANDOM = randomBytes(32).toString('hex');
/** A server that may start. */
const GOOD = { NODE_ENV: 'production', TOKEN_SECRET: RANDOM };

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readServerSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

describe('a server in production', () => {
  it('starts with a random secret, on this machine or for guests who are meant', () => {
    expect(problemsOf(GOOD)).toEqual([]);
    for (const HOST of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) {
      expect(problemsOf({ ...GOOD, HOST })).toEqual([]);
    }
    expect(problemsOf({ ...GOOD, HOST: '0.0.0.0', ALLOW_GUESTS: 'true' })).toEqual([]);
  });

  it('refuses to be without a TOKEN_SECRET, but where people come with JWTs', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([
      expect.stringMatching(/^TOKEN_SECRET is unset, which NODE_ENV=production does not allow; /),
    ]);
    const jwt = { AUTH_MODE: 'jwt', JWT_SECRET: RANDOM, JWT_ISSUER: 'i', JWT_AUDIENCE: 'a' };
    expect(problemsOf({ NODE_ENV: 'production', HOST: '0.0.0.0', ...jwt })).toEqual([]);
  });

  it.each([
    'short',
    'x'.repeat(64),
    '01'.repeat(32),
    'change-me-change-me-change-me-change-me',
    'CHANGEME0123456789abcdef0123456789abcdef',
    'a secret of tests, of at least 32 bytes',
    'this is the default signing key of parley',
    'example-key-0123456789-0123456789-0123',
  ])('refuses %j as a secret, and does not repeat it', (secret) => {
    for (const name of ['TOKEN_SECRET', 'JWT_SECRET']) {
      const problems = problemsOf({ ...GOOD, [name]: secret });
      expect(problems.length).toBeGreaterThan(0);
      for (const problem of problems) expect(problem).toMatch(new RegExp(`^${name} (has|can be)`));
      expect(problems.join()).not.toContain(secret);
    }
  });

  it('takes random secrets, however they are written', () => {
    for (let times = 0; times < 1_000; times++) {
      const bytes = randomBytes(32);
      for (const encoding of ['hex', 'base64', 'base64url'] as const) {
        expect(problemsOf({ ...GOOD, TOKEN_SECRET: bytes.toString(encoding) })).toEqual([]);
      }
    }
  });

  it.each(['0.0.0.0', '::', '10.0.0.4', 'chat.example.com', '128.0.0.1'])(
    'refuses guests at %s, unless someone said that they may come',
    (HOST) => {
      expect(problemsOf({ ...GOOD, HOST })).toEqual([
        expect.stringMatching(/^HOST is .*strangers.*ALLOW_GUESTS=true/),
      ]);
    },
  );

  it('refuses `*` for origins, as any server does', () => {
    for (const NODE_ENV of ['production', 'development']) {
      const [problem] = problemsOf({ ...GOOD, NODE_ENV, ALLOWED_ORIGINS: '*' });
      expect(problem).toMatch(/^ALLOWED_ORIGINS is "\*"; it must be origins/);
    }
  });

  it('tells all of it at once, with what is wrong anyway', () => {
    const problems = problemsOf({
      NODE_ENV: 'production',
      HOST: '0.0.0.0',
      PORT: 'eighty',
      ALLOWED_ORIGINS: '*',
      JWT_SECRET: 'change-me-change-me-change-me-change-me',
    });
    const names = problems.map((problem) => /^\w+/.exec(problem)?.[0]);
    expect(names).toEqual(['PORT', 'ALLOWED_ORIGINS', 'TOKEN_SECRET', 'JWT_SECRET', 'HOST']);
  });
});

describe('elsewhere', () => {
  it('a server starts with less', () => {
    expect(problemsOf({ HOST: '0.0.0.0', TOKEN_SECRET: 'x'.repeat(32) })).toEqual([]);
  });

  it('PostgreSQL needs a TOKEN_SECRET all the same, the same on every node', () => {
    const postgres = { DATABASE_URL: 'postgres://parley:hidden@db/parley' };
    expect(problemsOf(postgres)).toEqual([expect.stringMatching(/^TOKEN_SECRET is unset.*node$/)]);
  });

  it('programs that are not the server ask for nothing of it', () => {
    expect(readSettings({ NODE_ENV: 'production', HOST: '0.0.0.0' }).HOST).toBe('0.0.0.0');
  });
});
