import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { ChatGateway } from '../../src/chat/chat.gateway.js';
import { ChatModule } from '../../src/chat/chat.module.js';
import type { ChatModuleOptions } from '../../src/chat/chat.options.js';
import { handlersOf } from '../../src/chat/request-handlers.js';
import { createChatTestApp, type ChatTestApp, type TestClient } from '../../src/testing/index.js';
import { PASSWORD } from '../support/auth-api.js';
import { enter, TOKEN_SECRET, tokenOf } from '../support/chat.js';
import {
  AUDIENCE,
  claimsOf,
  ISSUER,
  JWT_SECRET,
  secretToken,
} from '../support/identity-provider.js';
import { RawConnection } from '../support/raw-connection.js';

/**
 * Who may do what. "Own" is a room that the caller is in, "other" one where only someone else is.
 * In the last three columns the connection is refused with that code, and nothing is carried out.
 */
const MATRIX = `
| request                       | nobody             | guest              | account            | JWT                | expired       | revoked      | foreign      |
| ----------------------------- | ------------------ | ------------------ | ------------------ | ------------------ | ------------- | ------------ | ------------ |
| join room                     | NOT_IDENTIFIED     | ok                 | ok                 | ok                 | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| join room as someone else     | USERNAME_TAKEN     | ALREADY_IDENTIFIED | ALREADY_IDENTIFIED | ALREADY_IDENTIFIED | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| new message to own            | NOT_IN_ROOM        | ok                 | ok                 | ok                 | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| new message to other          | NOT_IN_ROOM        | NOT_IN_ROOM        | NOT_IN_ROOM        | NOT_IN_ROOM        | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| new pm                        | NOT_IDENTIFIED     | ok                 | ok                 | ok                 | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| room history of own           | NOT_IDENTIFIED     | ok                 | ok                 | ok                 | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| room history of other         | NOT_IDENTIFIED     | NOT_IN_ROOM        | NOT_IN_ROOM        | NOT_IN_ROOM        | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| room history with a person    | NOT_IDENTIFIED     | ok                 | ok                 | ok                 | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| list rooms                    | NOT_IDENTIFIED     | ok                 | ok                 | ok                 | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| list members of own           | NOT_IDENTIFIED     | ok                 | ok                 | ok                 | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| list members of other         | NOT_IDENTIFIED     | NOT_IN_ROOM        | NOT_IN_ROOM        | NOT_IN_ROOM        | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| list conversations            | NOT_IDENTIFIED     | ok                 | ok                 | ok                 | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| typing in own                 | NOT_IDENTIFIED     | ok                 | ok                 | ok                 | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| typing in other               | NOT_IDENTIFIED     | NOT_IN_ROOM        | NOT_IN_ROOM        | NOT_IN_ROOM        | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| mark read of own              | NOT_IDENTIFIED     | ok                 | ok                 | ok                 | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| mark read of other            | NOT_IDENTIFIED     | NOT_IN_ROOM        | NOT_IN_ROOM        | NOT_IN_ROOM        | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| set status                    | NOT_IDENTIFIED     | ok                 | ok                 | ok                 | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| refresh token                 | NOT_IDENTIFIED     | ok                 | ok                 | ok                 | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| refresh token with another's  | NOT_IDENTIFIED     | UNAUTHORIZED       | UNAUTHORIZED       | UNAUTHORIZED       | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| leave room other              | NOT_IN_ROOM        | NOT_IN_ROOM        | NOT_IN_ROOM        | NOT_IN_ROOM        | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| leave room own                | NOT_IN_ROOM        | ok                 | ok                 | ok                 | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
| an event that does not exist  | VALIDATION_FAILED  | VALIDATION_FAILED  | VALIDATION_FAILED  | VALIDATION_FAILED  | TOKEN_EXPIRED | UNAUTHORIZED | UNAUTHORIZED |
`;

/** What a request is sent with. */
interface Means {
  readonly own: string;
  readonly other: string;
  /** Someone else, who is here. */
  readonly person: string;
  /** A token of the caller, and one of that person. */
  readonly token: string;
  readonly othersToken: string;
}

/** Each request's event, and its payload. */
const REQUESTS: Readonly<Record<string, [event: string, payload: (means: Means) => object]>> = {
  'join room': ['join room', ({ own }) => ({ roomname: own })],
  'join room as someone else': [
    'join room',
    ({ own, person }) => ({ roomname: own, username: person }),
  ],
  'new message to own': ['new message', ({ own }) => ({ room: own, message: 'hi' })],
  'new message to other': ['new message', ({ other }) => ({ room: other, message: 'hi' })],
  'new pm': ['new pm', ({ person }) => ({ target: person, message: 'hi' })],
  'room history of own': ['room history', ({ own }) => ({ room: own })],
  'room history of other': ['room history', ({ other }) => ({ room: other })],
  'room history with a person': ['room history', ({ person }) => ({ with: person })],
  'list rooms': ['list rooms', () => ({})],
  'list members of own': ['list members', ({ own }) => ({ room: own })],
  'list members of other': ['list members', ({ other }) => ({ room: other })],
  'list conversations': ['list conversations', () => ({})],
  'typing in own': ['typing', ({ own }) => ({ room: own, typing: true })],
  'typing in other': ['typing', ({ other }) => ({ room: other, typing: true })],
  'mark read of own': ['mark read', ({ own }) => ({ room: own, seq: 1 })],
  'mark read of other': ['mark read', ({ other }) => ({ room: other, seq: 1 })],
  'set status': ['set status', () => ({ status: 'away' })],
  'refresh token': ['refresh token', ({ token }) => ({ token })],
  "refresh token with another's": ['refresh token', ({ othersToken }) => ({ token: othersToken })],
  'leave room other': ['leave room', ({ other }) => ({ roomname: other })],
  'leave room own': ['leave room', ({ own }) => ({ roomname: own })],
  'an event that does not exist': ['make me an admin', () => ({})],
};

const [HEAD = [], , ...ROWS] = MATRIX.trim()
  .split('\n')
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

/** A column of the table: what each request is answered. */
function column(caller: string): [request: string, answer: string][] {
  const index = HEAD.indexOf(caller);
  if (index < 0) throw new Error(`No column is named ${caller}`);
  return ROWS.map((cells) => [cells[0] ?? '', cells[index] ?? '']);
}

describe('who may do what', () => {
  const apps: ChatTestApp[] = [];
  let guests: ChatTestApp;
  let accounts: ChatTestApp;
  let jwts: ChatTestApp;
  beforeAll(async () => {
    guests = await start({ guests: { tokenSecret: TOKEN_SECRET } });
    accounts = await start({ accounts: { tokenSecret: TOKEN_SECRET } });
    jwts = await start({ jwt: { secret: JWT_SECRET, issuer: ISSUER, audience: AUDIENCE } });
  });
  afterAll(() => Promise.all(apps.map((app) => app.close())));

  async function start(options: Partial<ChatModuleOptions>): Promise<ChatTestApp> {
    const app = await createChatTestApp(
      ChatModule.forRoot({ storage: { url: 'sqlite::memory:' }, ...options }),
    );
    apps.push(app);
    return app;
  }

  const register = async (username: string) =>
    accounts.app.get(AccountsService, { strict: false }).register({ username, password: PASSWORD });
  const jwt = (username: string, exp?: number) =>
    secretToken(claimsOf(username, exp === undefined ? {} : { exp }));

  /** Someone else, in a room of their own, where something has been said. */
  async function settle(person: TestClient, other: string): Promise<void> {
    await person.request('join room', { roomname: other });
    await person.request('new message', { room: other, message: 'not for others' });
  }

  /** What every request of a caller is answered, in the table's order. */
  async function answersTo(client: TestClient, means: Means): Promise<[string, string][]> {
    const answers: [string, string][] = [];
    for (const [request] of ROWS) {
      const [event, payload] = REQUESTS[request ?? ''] ?? ['', () => ({})];
      const answer = await client.sendRaw(event, payload(means));
      const text = JSON.stringify(answer);
      expect(text).not.toContain('not for others');
      const code = /^\{"ok":false,"error":\{"code":"(\w+)"/.exec(text)?.[1];
      const isOk = Reflect.get(Object(answer), 'ok') === true;
      answers.push([request ?? '', code ?? (isOk ? 'ok' : text)]);
    }
    return answers;
  }

  it('is said of every event, in a table with a request for each row', () => {
    const gateway = guests.app.get(ChatGateway, { strict: false });
    const events = new Set(handlersOf(gateway, new Set()).map(({ event }) => event));
    expect(ROWS.map(([request]) => request)).toEqual(Object.keys(REQUESTS));
    const asked = new Set(Object.values(REQUESTS).map(([event]) => event));
    expect([...events].filter((event) => !asked.has(event))).toEqual([]);
    expect(events.size).toBe(asked.size - 1);
  });

  it('nobody, who has not said who they are', async () => {
    const owner = await enter(guests, 'owner-1');
    await settle(owner, 'other-1');
    const means = { own: 'own-1', other: 'other-1', person: 'owner-1', token: 'x' };
    const nobody = await guests.connect();
    expect(await answersTo(nobody, { ...means, othersToken: 'x' })).toEqual(column('nobody'));
  });

  it('a guest', async () => {
    const owner = await enter(guests, 'owner-2');
    await settle(owner, 'other-2');
    const guest = await enter(guests, 'guest-2');
    const token = await tokenOf(guest, { roomname: 'first' });
    const othersToken = await tokenOf(owner, { roomname: 'other-2' });
    const means = { own: 'own-2', other: 'other-2', person: 'owner-2', token, othersToken };
    expect(await answersTo(guest, means)).toEqual(column('guest'));
  });

  it('an account', async () => {
    const [owner, alice] = [await register('owner-3'), await register('alice-3')];
    await settle(await accounts.connect({ token: owner.accessToken }), 'other-3');
    const client = await accounts.connect({ token: alice.accessToken });
    const means = { own: 'own-3', other: 'other-3', person: 'owner-3' };
    const tokens = { token: alice.accessToken, othersToken: owner.accessToken };
    expect(await answersTo(client, { ...means, ...tokens })).toEqual(column('account'));
  });

  it("a person of an identity provider's", async () => {
    const othersToken = await jwt('owner-4');
    await settle(await jwts.connect({ token: othersToken }), 'other-4');
    const token = await jwt('alice-4');
    const means = { own: 'own-4', other: 'other-4', person: 'owner-4', token, othersToken };
    expect(await answersTo(await jwts.connect({ token }), means)).toEqual(column('JWT'));
  });

  /** The code that each request's connection is refused with, and that nothing was answered then. */
  async function refusalsOf(app: ChatTestApp, token: string): Promise<[string, string][]> {
    const means = { own: 'own-5', other: 'other-5', person: 'x', token, othersToken: token };
    const refusals: [string, string][] = [];
    for (const [request = ''] of ROWS) {
      const [event, payload] = REQUESTS[request] ?? ['', () => ({})];
      const connection = await RawConnection.open(app.url);
      const refusal = await connection.exchange(`0${JSON.stringify({ token })}`);
      const packet = `21${JSON.stringify([event, payload(means)])}`;
      expect(await connection.exchange(packet)).toBe('closed');
      refusals.push([request, /^4.*"code":"(\w+)"/.exec(refusal)?.[1] ?? refusal]);
    }
    return refusals;
  }

  it('whose token has expired', async () => {
    const token = await jwt('late', 1);
    expect(await refusalsOf(jwts, token)).toEqual(column('expired'));
  });

  it('whose session was ended', async () => {
    const { accessToken } = await register('gone-6');
    const live = await accounts.connect({ token: accessToken });
    const closed = live.disconnected();
    await accounts.app.get(AccountsService, { strict: false }).logOutEverywhere(accessToken);
    await closed;
    expect(await refusalsOf(accounts, accessToken)).toEqual(column('revoked'));
  });

  it("with a token of another server's", async () => {
    const token = await secretToken(claimsOf('eve'), { secret: 'x'.repeat(40) });
    for (const app of [guests, accounts, jwts]) {
      expect(await refusalsOf(app, token)).toEqual(column('foreign'));
    }
  });
});
