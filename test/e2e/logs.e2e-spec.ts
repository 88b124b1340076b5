import { afterEach, expect, it, describe } from '@jest/globals';
import { TestClient } from '../../src/testing/index.js';
import { tokenOf } from '../support/chat.js';
import {
  AUDIENCE,
  claimsOf,
  ISSUER,
  secretToken,
  type Claims,
} from '../support/identity-provider.js';
import { ServerProcess, temporaryFolder } from '../support/server-process.js';

const CANARY = 'canary-of-a-text';
const SECRET = 'canary-of-a-secret-of-32-bytes-or-more';

describe('the log', () => {
  const folder = temporaryFolder();
  afterEach(() => folder.remove());

  it.each(['json', 'text'])('holds no text, no token and no secret, as %s', async (format) => {
    const server = await ServerProcess.start({
      DATABASE_URL: `sqlite:${folder.path}/${format}.db`,
      LOG_LEVEL: 'debug',
      LOG_FORMAT: format,
      TOKEN_SECRET: SECRET,
    });
    const alice = await TestClient.connect(server.url, { username: 'alice' });
    const token = await tokenOf(alice, { roomname: 'lobby' });
    const bob = await TestClient.connect(server.url, { username: 'bob' });
    const again = await TestClient.connect(server.url, { token });
    await alice.request('new message', { message: CANARY, clientId: CANARY });
    await alice.request('new pm', `@bob ${CANARY}`);
    await alice.send('new message', { message: `other ${CANARY}`, clientId: CANARY });
    await alice.sendRaw('new message', { message: [CANARY], [CANARY]: CANARY });
    await alice.sendRaw(CANARY, CANARY);
    const badToken = `${token.slice(0, -6)}${CANARY}`;
    await expect(TestClient.connect(server.url, { token: badToken })).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    });
    for (const client of [alice, bob, again]) client.close();
    expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(server.output).toContain('listening on');
    for (const secret of [CANARY, SECRET, token, token.split('.')[2] ?? token]) {
      expect(server.output).not.toContain(secret);
    }
  });

  it('holds nothing of a JWT, good or bad, where people come with them', async () => {
    const server = await ServerProcess.start({
      DATABASE_URL: 'sqlite::memory:',
      LOG_LEVEL: 'debug',
      AUTH_MODE: 'jwt',
      JWT_SECRET: SECRET,
      JWT_ISSUER: ISSUER,
      JWT_AUDIENCE: AUDIENCE,
    });
    const sign = (claims: Claims) => secretToken({ ...claims, jti: CANARY }, { secret: SECRET });
    const [good, fresh, expired, nameless] = await Promise.all([
      sign(claimsOf('alice')),
      sign(claimsOf('alice', { exp: Math.floor(Date.now() / 1_000) + 900 })),
      sign(claimsOf('alice', { exp: 1 })),
      sign(claimsOf(`${CANARY} is no username`)),
    ]);
    const alice = await TestClient.connect(server.url, { token: good });
    await alice.request('refresh token', { token: fresh });
    await alice.send('refresh token', { token: expired });
    for (const token of [expired, nameless, `${good}${CANARY}`]) {
      await expect(TestClient.connect(server.url, { token })).rejects.toThrow(/token/i);
    }
    await expect(TestClient.connect(`${server.url}/?token=${good}`)).rejects.toThrow(/token/i);
    alice.close();
    await server.end('SIGTERM');
    const parts = [good, fresh, expired, nameless].flatMap((token) => token.split('.').slice(1));
    for (const secret of [CANARY, SECRET, ...parts]) expect(server.output).not.toContain(secret);
  });

  it('is one JSON object a line', async () => {
    const server = await ServerProcess.start({
      DATABASE_URL: 'sqlite::memory:',
      LOG_FORMAT: 'json',
    });
    await server.end('SIGTERM');
    const lines = server.output.trim().split('\n');
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({
        level: expect.any(String),
        message: expect.anything(),
      });
    }
  });
});
