// The best-known attacks that have no suite of their own. The others: `alg: none` in jwt.e2e-spec.ts,
// key confusion in jwt-key-set.e2e-spec.ts, origin forgery in ../e2e/http.e2e-spec.ts, the slow
// handshake in ../abuse/connection-exhaustion.e2e-spec.ts, those on passwords in
// ../e2e/auth-settings.e2e-spec.ts, and on refresh tokens in ../e2e/account-sessions.e2e-spec.ts.
import { afterEach, describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { ChatModule } from '../../src/chat/chat.module.js';
import { Authenticator, type Handshake, type Principal } from '../../src/index.js';
import { createChatTestApp, type ChatTestApp } from '../../src/testing/index.js';
import { enter, refusal, startChat, tokenOf } from '../support/chat.js';
import { AUDIENCE, claimsOf, JWT_SECRET, secretToken } from '../support/identity-provider.js';
import { startJwtChat } from '../support/jwt-chat.js';
import { RawConnection } from '../support/raw-connection.js';

const apps: ChatTestApp[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.close()));
});

async function start(...options: Parameters<typeof startChat>): Promise<ChatTestApp> {
  const app = await startChat(...options);
  apps.push(app);
  return app;
}

async function startWithJwt(audience: string): Promise<ChatTestApp> {
  const app = await startJwtChat({ secret: JWT_SECRET, audience });
  apps.push(app);
  return app;
}

describe('token replay', () => {
  it('a token is worth nothing on a server that it was not made for', async () => {
    const here = await start();
    const token = await tokenOf(await here.connectAs('alice'), { roomname: 'lobby' });
    const elsewhere = await start({
      guests: { tokenSecret: 'another server has another secret than this' },
    });
    const ofJwt = await startWithJwt(AUDIENCE);
    const ofOther = await startWithJwt('another audience');
    const jwt = await secretToken(claimsOf('alice'));
    await ofJwt.connect({ token: jwt });
    for (const [app, replayed] of [
      [elsewhere, token],
      [ofJwt, token],
      [ofOther, jwt],
      [here, jwt],
    ] as const) {
      await expect(app.connect({ token: replayed })).rejects.toMatchObject(refusal('UNAUTHORIZED'));
    }
  });

  it('a token does not win its name back from whom it has passed on to', async () => {
    const app = await start();
    const first = await app.connectAs('wanted');
    const token = await tokenOf(first, { roomname: 'lobby' });
    const watch = await enter(app, 'watch', 'lobby');
    first.close();
    await watch.next('presence', ({ status }) => status === 'offline');
    const second = await app.connectAs('wanted');
    await expect(app.connect({ token })).rejects.toMatchObject(refusal('USERNAME_TAKEN'));
    expect(second.socket.connected).toBe(true);
  });
});

describe('username takeover by look-alike', () => {
  const attempts = [
    ['Scope', 'another case'],
    ['ѕсоре', 'Cyrillic'],
    ['ｓｃｏｐｅ', 'full width'],
    ['sc0pe', 'a zero'],
    ['scоpe', 'one Cyrillic letter'],
    ['sco\u200bpe', 'zero width space'],
    ['sc\u200dope', 'zero width joiner'],
    ['\u202eepocs', 'right-to-left override'],
    ['scope\u0301', 'another accent, that is shown', 'allowed'],
    [' scope', 'white space'],
    ['𝓼cope', 'a mathematical letter'],
    ['ѕcope', 'Macedonian dze'],
  ];

  it('of someone who is here', async () => {
    const app = await start();
    await app.connectAs('scope');
    for (const [name, how, outcome = 'refused'] of attempts) {
      const attempt = app.connectAs(name ?? '').then(
        () => 'allowed',
        () => 'refused',
      );
      expect({ name, how, outcome: await attempt }).toEqual({ name, how, outcome });
    }
  });

  it('of whoever runs the place', async () => {
    const app = await start();
    const later = await app.connect();
    const names = [
      'admin',
      'Admin',
      'аdmin',
      'ADM1N',
      'Support',
      'rооt',
      'ｍｏｄ',
      'system',
      'AlI',
    ];
    for (const username of names) {
      await expect(app.connectAs(username)).rejects.toMatchObject({ name: 'ChatException' });
      const answer = await later.send('join room', { roomname: 'lobby', username });
      expect({ username, ok: answer.ok }).toEqual({ username, ok: false });
    }
  });

  it('a provider may give out what guests may not take', async () => {
    const app = await startWithJwt(AUDIENCE);
    const token = await secretToken(claimsOf('admin'));
    const admin = await app.connect({ token });
    expect(await admin.request('join room', { roomname: 'lobby' })).toMatchObject({
      username: 'admin',
    });
  });
});

describe('flood through many addresses with forged X-Forwarded-For', () => {
  const limits = { rates: { connects: { address: { points: 5, seconds: 3_600 } } } };

  /** What became of a connection whose request says so of its way. */
  function attempt(app: ChatTestApp, forwardedFor: string): Promise<string> {
    return new Promise((resolve) => {
      const socket = io(app.url, {
        transports: ['websocket'],
        reconnection: false,
        forceNew: true,
        extraHeaders: { 'X-Forwarded-For': forwardedFor },
      });
      const end = (outcome: string) => {
        socket.disconnect();
        resolve(outcome);
      };
      socket.once('connect', () => end('let in'));
      socket.once('connect_error', (error) => end(JSON.stringify(error)));
    });
  }

  async function attempts(app: ChatTestApp, forwardedFor: (n: number) => string) {
    const outcomes: string[] = [];
    for (let n = 1; n <= 12; n++) outcomes.push(await attempt(app, forwardedFor(n)));
    return outcomes.filter((outcome) => outcome === 'let in').length;
  }

  it('is one address, for no proxy is trusted', async () => {
    const app = await start({ limits });
    expect(await attempts(app, (n) => `203.0.113.${n}`)).toBe(5);
  });

  it('is one address behind a trusted proxy, which adds the true one to what was forged', async () => {
    const app = await start({ limits, trustedProxies: ['127.0.0.1'] });
    expect(await attempts(app, (n) => `203.0.113.${n}, 198.51.100.7`)).toBe(5);
    expect(await attempts(app, (n) => `127.0.0.1, 203.0.113.${n}, 198.51.100.7`)).toBe(0);
    expect(await attempt(app, '198.51.100.8')).toBe('let in');
  });

  it('is one customer, whichever of their IPv6 addresses they take', async () => {
    const app = await start({ limits, trustedProxies: ['127.0.0.1'] });
    expect(await attempts(app, (n) => `2001:db8:1:2::${n}`)).toBe(5);
  });
});

describe('row 6: events before it is known who sends them', () => {
  let letIn = () => {};
  let askedFor: (() => void) | undefined;

  /** Takes its time, as one that asks another service does. */
  class Slow extends Authenticator {
    override async authenticate({ auth }: Handshake): Promise<Principal> {
      const { username } = auth;
      if (username === 'mallory') {
        await new Promise<void>((resolve) => {
          letIn = resolve;
          askedFor?.();
        });
      }
      return { kind: 'guest', username: String(username) };
    }
  }

  it('are not carried out, then or later', async () => {
    const app = await createChatTestApp(
      ChatModule.forRoot({ storage: { url: 'sqlite::memory:' }, authenticator: Slow }),
    );
    apps.push(app);
    const alice = await enter(app, 'alice', 'lobby');
    const early = await RawConnection.open(app.url);
    const isAskedFor = new Promise<void>((resolve) => (askedFor = resolve));
    early.write('0{"username":"mallory"}');
    await isAskedFor;
    early.write('21["join room",{"roomname":"lobby"}]');
    early.write('22["new message",{"room":"lobby","message":"too early"}]');
    early.write('23["new pm","@alice too early"]');
    // Refused or closed: by then the server has seen what came before.
    expect(await early.exchange('0/nowhere,')).toMatch(/^(4\/nowhere|closed)/);
    letIn();
    // Let in, refused, or closed: but nothing of what came too early is answered.
    expect(await early.read()).toMatch(/^(0\{"sid"|4|closed)/);
    await alice.request('new message', { room: 'lobby', message: 'marker' });
    const { messages } = await alice.request('room history', { room: 'lobby' });
    expect(messages.map(({ message }) => message)).toEqual(['marker']);
    expect(await alice.request('list conversations', {})).toMatchObject({ conversations: [] });
    expect(await alice.request('list members', { room: 'lobby' })).toMatchObject({ count: 1 });
    early.close();
  });
});
