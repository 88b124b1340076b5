import { afterAll, describe, expect, it } from '@jest/globals';
import {
  AccountServer,
  ADMIN_SECRET,
  isEnded,
  refused,
  UNAUTHORIZED,
} from '../support/account-server.js';
import { PASSWORD, statusesOf, type AuthAnswer } from '../support/auth-api.js';
import { failure, hears, tokenOf } from '../support/chat.js';
import { temporaryFolder } from '../support/server-process.js';

describe('accounts', () => {
  const folder = temporaryFolder();
  const server = new AccountServer(`sqlite:${folder.path}/parley.db`, { LOG_LEVEL: 'debug' });
  afterAll(() => folder.remove());

  it('are made, and connect by their access tokens', async () => {
    const asked = Date.now();
    const answer = await server.api.post('register', { username: 'Alice', password: PASSWORD });
    const answered = Date.now();
    expect(answer).toMatchObject({ status: 201, body: { username: 'Alice' } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { accessToken = '', accessExpiresAt = '', refreshExpiresAt = '' } = answer.body;
    for (const [expiresAt, minutes] of [
      [accessExpiresAt, 15],
      [refreshExpiresAt, 43_200],
    ] as const) {
      const issued = Date.parse(expiresAt) - minutes * 60_000;
      // Times are told in whole seconds.
      expect(issued).toBeGreaterThan(asked - 1_000);
      expect(issued).toBeLessThanOrEqual(answered);
    }
    const alice = await server.connect({ token: accessToken });
    const joined = await alice.request('join room', { roomname: 'lobby' });
    expect(joined).toMatchObject({ username: 'Alice', count: 1 });
    // Only guests are known again by a token of the room's answer.
    expect(joined.token).toBeUndefined();
    const phone = await server.connectAs(await server.api.logIn('aLICE'));
    expect(await phone.request('join room', { roomname: 'lobby' })).toMatchObject({ count: 1 });
  });

  it.each<[string, object, string, RegExp]>([
    ['a short password', { username: 'new1', password: 'abc' }, 'password', /8–128/],
    ['a long password', { username: 'new1', password: 'ab!'.repeat(50) }, 'password', /8–128/],
    ['a common password', { username: 'new1', password: 'Password1' }, 'password', /would try/],
    ['a letter only', { username: 'new1', password: 'aaaaaaaaaa' }, 'password', /would try/],
    ['the name', { username: 'newcomer1', password: 'NewComer1' }, 'password', /would try/],
    ['a control character', { username: 'new1', password: `${PASSWORD}\0` }, 'password', /control/],
    ['a bad name', { username: 'two words', password: PASSWORD }, 'username', /letters/],
    ['no name', { password: PASSWORD }, 'username', /1–32/],
    ['no password', { username: 'new1' }, 'password', /string/],
    ['a list', { username: ['new1'], password: PASSWORD }, 'username', /string/],
    ['what is not known', { username: 'new1', password: PASSWORD, x: 1 }, 'unknown', /known/],
  ])('are not made with %s', async (_, body, field, problem) => {
    const answer = await server.api.post('register', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject(refused('VALIDATION_FAILED'));
    expect(answer.body.error?.fields?.[field]?.join()).toMatch(problem);
  });

  it('have names that no one else can register, nor what looks like them', async () => {
    await server.api.register('Paul');
    for (const username of ['Paul', 'paul', 'PAUL', 'pau1']) {
      const answer = await server.api.post('register', { username, password: PASSWORD });
      expect([answer.status, answer.body.error?.code]).toEqual([409, 'USERNAME_TAKEN']);
    }
    const claims = Array.from({ length: 6 }, () =>
      server.api.post('register', { username: 'prize', password: PASSWORD }),
    );
    expect(await statusesOf(claims)).toEqual([201, 409, 409, 409, 409, 409]);
  });

  it('answer the same to an unknown name, a wrong password and a disabled account', async () => {
    await server.api.register('carol');
    await server.api.register('disabled');
    await server.api.post('users/disabled/disable', {}, ADMIN_SECRET);
    const attempts: [string, string][] = [
      ['carol', 'not the password'],
      ['carol', ''],
      ['nobody', PASSWORD],
      ['no name at all', PASSWORD],
      ['disabled', PASSWORD],
      ['system', PASSWORD],
    ];
    const answers: AuthAnswer[] = [];
    for (const [username, password] of attempts) {
      answers.push(await server.api.post('login', { username, password }));
    }
    const wrong = { status: 401, body: answers[0]?.body };
    for (const { status, body } of answers) expect({ status, body }).toEqual(wrong);
    expect(wrong.body).toMatchObject(refused('UNAUTHORIZED'));
  });

  it('take a password however a keyboard writes it', async () => {
    await server.api.signedIn('register', { username: 'zoe', password: 'cafe\u0301 Zoë 123' });
    await server.api.logIn('zoe', 'caf\u00e9\u00a0Zoe\u0308 123');
    expect(
      (await server.api.post('login', { username: 'zoe', password: 'café zoë 123' })).status,
    ).toBe(401);
  });

  it('are made of guests, who keep their rooms, their history and their private messages', async () => {
    const friend = await server.connect({ username: 'friend' });
    await friend.request('join room', { roomname: 'den' });
    const guest = await server.connect({ username: 'ivan' });
    const token = await tokenOf(guest, { roomname: 'den' });
    await guest.request('new message', 'as a guest');
    await friend.request('new pm', '@ivan for you only');
    await hears(guest, 'for you only');

    const other = await server.api.post(
      'register',
      { username: 'ivan2', password: PASSWORD },
      token,
    );
    expect(other).toMatchObject({ status: 400, body: refused('VALIDATION_FAILED') });
    const taken = await server.api.post('register', { username: 'ivan', password: PASSWORD });
    expect(taken.body).toMatchObject(refused('USERNAME_TAKEN'));
    const answer = await server.api.post('register', { password: PASSWORD }, token);
    expect(answer).toMatchObject({ status: 201, body: { username: 'ivan' } });
    await isEnded(guest);
    await expect(server.connect({ token })).rejects.toMatchObject(UNAUTHORIZED);
    expect((await server.api.post('register', { password: PASSWORD }, token)).status).toBe(401);

    const ivan = await server.connect({ token: answer.body.accessToken });
    expect(await ivan.request('room history', { room: 'den' })).toMatchObject({
      messages: [{ message: 'as a guest', username: 'ivan' }],
    });
    expect(await ivan.request('room history', { with: 'friend' })).toMatchObject({
      messages: [{ message: 'for you only' }],
    });
    expect(await ivan.request('join room', { roomname: 'den' })).toMatchObject({ count: 2 });
    await friend.request('new pm', '@ivan and again');
    await hears(ivan, 'and again');
  });

  it('have their names for themselves: no guest gets one, whether its owner is here or not', async () => {
    const signedIn = await server.api.register('judy');
    const taken = { code: 'USERNAME_TAKEN' };
    await expect(server.connect({ username: 'Judy' })).rejects.toMatchObject(taken);
    const judy = await server.connectAs(signedIn);
    await expect(server.connect({ username: 'judy' })).rejects.toMatchObject(taken);
    const anyone = await server.connect({});
    expect(await anyone.send('join room', { roomname: 'a', username: 'JUDY' })).toMatchObject(
      failure('USERNAME_TAKEN'),
    );
    judy.close();
    await server.connect({ username: 'judith' });
    const online = await server.api.post('register', { username: 'judith', password: PASSWORD });
    expect(online.body).toMatchObject(refused('USERNAME_TAKEN'));
  });

  it('take no token for another kind of token', async () => {
    const guest = await server.connect({ username: 'kim' });
    const guestToken = await tokenOf(guest, { roomname: 'lobby' });
    const { accessToken, refreshToken } = await server.api.register('mallory');
    for (const token of [guestToken, refreshToken, 'x', `${accessToken}x`]) {
      const answer = await server.api.post('logout-everywhere', {}, token);
      expect([answer.status, answer.body.error?.code]).toEqual([401, 'UNAUTHORIZED']);
    }
    for (const token of [accessToken, refreshToken, 'x']) {
      const answer = await server.api.post('register', { password: PASSWORD }, token);
      expect([answer.status, answer.body.error?.code]).toEqual([401, 'UNAUTHORIZED']);
    }
    for (const token of [refreshToken, `${accessToken}x`, '']) {
      await expect(server.connect({ token })).rejects.toMatchObject(UNAUTHORIZED);
    }
  });

  it('refuse bodies that are no JSON or too long, and echo nothing of them', async () => {
    const canary = 'canary-in-a-body';
    for (const [text, status] of [
      [`{"username": ${canary}`, 400],
      [`"${canary}"`, 400],
      [JSON.stringify({ username: 'x', password: canary, [canary]: 1 }), 400],
      [JSON.stringify({ username: canary, password: 'x'.repeat(17_000) }), 413],
      ['['.repeat(8_000) + ']'.repeat(8_000), 400],
    ] as const) {
      const answer = await server.api.post('login', text);
      expect([answer.status, answer.body.error?.code]).toEqual([status, 'VALIDATION_FAILED']);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(JSON.stringify(answer.body)).not.toContain(canary);
    }
    const form = await fetch(`${server.process.url}/auth/login`, {
      method: 'POST',
      body: new URLSearchParams({ username: 'Alice', password: PASSWORD }),
    });
    expect(form.status).toBe(400);
  });

  it('are as they were after a restart, and leave no secret in the log', async () => {
    const signedIn = await server.api.register('peggy');
    await server.end();
    for (const secret of [PASSWORD, signedIn.accessToken, signedIn.refreshToken, ADMIN_SECRET]) {
      expect(server.process.output).not.toContain(secret);
    }
    await server.start();
    await server.connectAs(signedIn);
    await server.connectAs(await server.api.refresh(signedIn));
    await server.connectAs(await server.api.logIn('peggy'));
    await expect(server.connect({ username: 'peggy' })).rejects.toMatchObject({
      code: 'USERNAME_TAKEN',
    });
  });
});
