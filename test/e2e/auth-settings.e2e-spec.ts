import { describe, expect, it } from '@jest/globals';
import { TestClient } from '../../src/testing/index.js';
import { AuthApi, PASSWORD, statusesOf } from '../support/auth-api.js';
import { ServerProcess } from '../support/server-process.js';

const ADMIN_SECRET = 'the-secret-of-an-operator-for-tests-only';
const UNAUTHORIZED = { name: 'ChatException', code: 'UNAUTHORIZED' };

describe('wrong passwords', () => {
  it('lock a name out for a while, known or not, and say for how long', async () => {
    const server = await ServerProcess.start({
      AUTH_MODE: 'accounts',
      DATABASE_URL: 'sqlite::memory:',
    });
    const api = new AuthApi(server.url);
    await api.register('victim');
    for (const username of ['victim', 'unknown']) {
      // At once, so that no attempt could slip by before the others are counted.
      const attempts = Array.from({ length: 12 }, () =>
        api.post('login', { username, password: 'wrong wrong' }),
      );
      expect(await statusesOf(attempts)).toEqual([...Array<number>(10).fill(401), 429, 429]);
      const locked = await api.post('login', { username, password: PASSWORD });
      expect(locked).toMatchObject({
        status: 429,
        body: { error: { code: 'RATE_LIMITED', retryable: true } },
      });
      const { retryAfterMs = 0 } = locked.body.error ?? {};
      expect(retryAfterMs).toBeGreaterThan(60_000);
      expect(Number(locked.headers.get('retry-after'))).toBe(Math.ceil(retryAfterMs / 1_000));
    }
    await server.end('SIGTERM');
  });
});

describe('what a page asks first', () => {
  const start = (env: Record<string, string>) =>
    ServerProcess.start({ DATABASE_URL: 'sqlite::memory:', ...env });
  const mode = async (url: string, origin?: string) => {
    const response = await fetch(`${url}/auth/mode`, { headers: { ...(origin && { origin }) } });
    const answer: unknown = await response.json();
    return { answer, allowed: response.headers.get('access-control-allow-origin') };
  };

  it('is answered by every mode; without accounts there is nothing else at /auth', async () => {
    const server = await start({ ADMIN_SECRET });
    expect((await mode(server.url)).answer).toEqual({ mode: 'guest', guests: true });
    for (const path of ['register', 'login', 'refresh', 'users/alice/disable']) {
      expect((await new AuthApi(server.url).post(path, {}, ADMIN_SECRET)).status).toBe(404);
    }
    await server.end('SIGTERM');
  });

  it('says whether guests may come, and is for the pages that may connect', async () => {
    const server = await start({
      AUTH_MODE: 'accounts',
      ALLOW_GUESTS: 'false',
      ALLOWED_ORIGINS: 'https://chat.example.com',
    });
    const own = await mode(server.url, 'https://chat.example.com');
    expect(own).toEqual({
      answer: { mode: 'accounts', guests: false },
      allowed: 'https://chat.example.com',
    });
    expect((await mode(server.url, 'https://evil.example')).allowed).toBeNull();
    for (const auth of [{ username: 'guest' }, {}]) {
      await expect(TestClient.connect(server.url, auth)).rejects.toMatchObject(UNAUTHORIZED);
    }
    const api = new AuthApi(server.url);
    expect((await api.post('users/alice/disable', {}, ADMIN_SECRET)).status).toBe(404);
    const { accessToken } = await api.register('alice');
    const alice = await TestClient.connect(server.url, { token: accessToken });
    alice.close();
    await server.end('SIGTERM');
  });
});
