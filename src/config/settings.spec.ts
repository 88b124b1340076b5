import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConfigurationError } from './configuration.error.js';
import { readSettings, SETTINGS } from './settings.js';

function problemsOf(environment: Record<string, string | undefined>): readonly string[] {
  try {
    readSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
}

const DEFAULTS = {
  NODE_ENV: undefined,
  PORT: 8000,
  HOST: '127.0.0.1',
  DATABASE_URL: 'sqlite:./data/parley.db',
  DATABASE_POOL_SIZE: 10,
  REDIS_URL: undefined,
  REDIS_PREFIX: 'parley',
  PRESENCE_TTL: 15,
  AUTH_MODE: 'guest',
  TOKEN_SECRET: undefined,
  JWT_SECRET: undefined,
  JWT_JWKS_URL: undefined,
  JWT_ISSUER: undefined,
  JWT_AUDIENCE: undefined,
  JWT_USERNAME_CLAIM: 'preferred_username',
  JWT_TYPE: undefined,
  ALLOWED_ORIGINS: [],
  TRANSPORTS: ['websocket', 'polling'],
  RATE_LIMIT_ENABLED: true,
  TRUSTED_PROXIES: [],
  MAX_CONNECTIONS: 20_000,
  MAX_CONNECTIONS_PER_ADDRESS: 500,
  NOTICE_ROOM_SIZE: 100,
  SLOW_CONSUMER_BYTES: 8_388_608,
  LOG_LEVEL: 'info',
  LOG_FORMAT: 'auto',
};

describe('readSettings', () => {
  it('has a default for everything', () => {
    expect(readSettings({})).toEqual(DEFAULTS);
  });

  it('takes an empty variable for an unset one', () => {
    const empty = Object.fromEntries(Object.keys(SETTINGS).map((name) => [name, '']));
    expect(readSettings(empty)).toEqual(DEFAULTS);
  });

  it('ignores variables that it does not know', () => {
    expect(readSettings({ PATH: '/bin', PORTS: 'x' })).toEqual(DEFAULTS);
  });

  it('gives back frozen values', () => {
    const settings = readSettings({
      ALLOWED_ORIGINS: 'https://example.com',
      TRANSPORTS: 'polling',
    });
    expect(Object.isFrozen(settings)).toBe(true);
    expect(Object.values(settings).every((value) => Object.isFrozen(value))).toBe(true);
  });

  it.each([
    ['NODE_ENV', 'test', 'test'],
    ['PORT', '0', 0],
    ['PORT', '65535', 65_535],
    ['HOST', '::', '::'],
    ['HOST', 'localhost', 'localhost'],
    ['DATABASE_URL', 'sqlite::memory:', 'sqlite::memory:'],
    ['DATABASE_URL', 'sqlite:/var/lib/parley/chat.db', 'sqlite:/var/lib/parley/chat.db'],
    ['DATABASE_URL', 'postgres://me:p%40@db:5433/chat', 'postgres://me:p%40@db:5433/chat'],
    ['DATABASE_URL', 'postgresql:///chat?host=/run', 'postgresql:///chat?host=/run'],
    ['DATABASE_POOL_SIZE', '25', 25],
    ['TOKEN_SECRET', 'é'.repeat(16), 'é'.repeat(16)],
    [
      'ALLOWED_ORIGINS',
      ' https://A.example , http://b.example:8080,',
      ['https://a.example', 'http://b.example:8080'],
    ],
    ['TRANSPORTS', 'polling, websocket', ['websocket', 'polling']],
    ['TRANSPORTS', 'websocket', ['websocket']],
    ['RATE_LIMIT_ENABLED', 'false', false],
    ['TRUSTED_PROXIES', '10.0.0.0/8, ::1', ['10.0.0.0/8', '::1']],
    ['MAX_CONNECTIONS', '1', 1],
    ['NOTICE_ROOM_SIZE', '0', 0],
    ['LOG_LEVEL', 'debug', 'debug'],
    ['LOG_FORMAT', 'json', 'json'],
  ])('reads %s=%s', (name, value, expected) => {
    expect(readSettings({ [name]: value })).toEqual({ ...DEFAULTS, [name]: expected });
  });

  it.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', '1e3'],
    ['PORT', 'http'],
    ['PORT', ' '],
    ['HOST', 'not a host'],
    ['DATABASE_URL', 'mysql://localhost/parley'],
    ['DATABASE_URL', 'postgres:parley'],
    ['DATABASE_URL', 'postgres://parley:p@ss@db.example:port/parley'],
    ['DATABASE_POOL_SIZE', '0'],
    ['DATABASE_URL', 'sqlite:'],
    ['DATABASE_URL', 'sqlite:///var/lib/parley.db'],
    ['DATABASE_URL', './data/parley.db'],
    ['AUTH_MODE', 'magic'],
    ['TOKEN_SECRET', 'x'.repeat(31)],
    ['JWT_SECRET', 'x'.repeat(31)],
    ['JWT_JWKS_URL', 'http://id.example/keys'],
    ['JWT_JWKS_URL', 'file:///etc/passwd'],
    ['ALLOWED_ORIGINS', '*'],
    ['ALLOWED_ORIGINS', 'null'],
    ['ALLOWED_ORIGINS', 'example.com'],
    ['ALLOWED_ORIGINS', 'ftp://example.com'],
    ['ALLOWED_ORIGINS', 'https://example.com/'],
    ['ALLOWED_ORIGINS', 'https://example.com/chat'],
    ['ALLOWED_ORIGINS', 'https://user@example.com'],
    ['ALLOWED_ORIGINS', 'https://example.com:port'],
    ['TRANSPORTS', ','],
    ['TRANSPORTS', 'websocket,webtransport'],
    ['TRANSPORTS', 'polling,polling'],
    ['RATE_LIMIT_ENABLED', 'no'],
    ['TRUSTED_PROXIES', 'proxy.example'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', 'all'],
    ['MAX_CONNECTIONS', '0'],
    ['MAX_CONNECTIONS_PER_ADDRESS', '0'],
    ['NOTICE_ROOM_SIZE', '1000001'],
    ['LOG_LEVEL', 'INFO'],
    ['LOG_FORMAT', 'xml'],
  ])('refuses %s=%s', (name, value) => {
    const [problem, ...others] = problemsOf({ [name]: value });
    expect(problem).toMatch(new RegExp(`^${name} (is|has) .*; it must be .`));
    expect(others).toEqual([]);
  });

  it('tells all that is wrong at once, a line each', () => {
    const environment = { PORT: '80000', AUTH_MODE: 'magic', LOG_LEVEL: 'loud', HOST: 'localhost' };
    expect(() => readSettings(environment)).toThrow(
      [
        'The configuration is wrong:',
        '  PORT is "80000"; it must be a whole number from 0 to 65535',
        '  AUTH_MODE is "magic"; it must be guest, jwt or accounts',
        '  LOG_LEVEL is "loud"; it must be error, warn, info or debug',
      ].join('\n'),
    );
  });

  it('says that PostgreSQL is not supported yet, without the password', () => {
    const [problem] = problemsOf({ DATABASE_URL: 'mysql://parley:p@ss@db.example/parley' });
    expect(problem).toBe(
      'DATABASE_URL is "mysql://…@db.example/parley"; it must be sqlite: and a path, sqlite::memory:, or postgres://USER:PASSWORD@HOST:PORT/DATABASE',
    );
  });

  it('says what AUTH_MODE=jwt needs beside it', () => {
    expect(problemsOf({ AUTH_MODE: 'jwt' })).toEqual([
      'AUTH_MODE=jwt needs exactly one of JWT_SECRET and JWT_JWKS_URL',
      'AUTH_MODE=jwt needs JWT_ISSUER',
      'AUTH_MODE=jwt needs JWT_AUDIENCE',
    ]);
    const whole = { AUTH_MODE: 'jwt', JWT_ISSUER: 'i', JWT_AUDIENCE: 'a' };
    const keys = { JWT_SECRET: 'x'.repeat(32), JWT_JWKS_URL: 'https://id.example/keys' };
    expect(problemsOf({ ...whole, ...keys })).toHaveLength(1);
    for (const [name, value] of Object.entries(keys)) {
      expect(problemsOf({ ...whole, [name]: value })).toEqual([]);
    }
  });

  it('refuses to keep guests out where there is no one else', () => {
    const noGuests = { ALLOW_GUESTS: 'false' };
    expect(problemsOf(noGuests)).toEqual([
      'AUTH_MODE=guest has no one but guests, whom ALLOW_GUESTS=false keeps out',
    ]);
    const jwt = { AUTH_MODE: 'jwt', JWT_ISSUER: 'i', JWT_AUDIENCE: 'a' };
    expect(problemsOf({ ...jwt, JWT_SECRET: 'x'.repeat(32), ...noGuests })).toEqual([]);
    expect(readSettings({}).ALLOW_GUESTS).toBeUndefined();
  });

  it('never shows a secret', () => {
    const [problem] = problemsOf({ TOKEN_SECRET: 'hunter2' });
    expect(problem).toBe('TOKEN_SECRET has 7 bytes; it must be at least 32 bytes long');
  });

  it('only ever throws a ConfigurationError, with lines that are short and one each', () => {
    const environments = fc.record(
      Object.fromEntries(
        Object.keys(SETTINGS).map((name) => [name, fc.string({ unit: 'binary', maxLength: 200 })]),
      ),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(environments, (environment) => {
        const problems = problemsOf(environment);
        expect(problems.filter((line) => line.length > 250 || /[\n\r]/.test(line))).toEqual([]);
      }),
    );
  });
});
