import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ErrorCode } from '../../src/protocol/index.js';
import type { ChatTestApp } from '../../src/testing/index.js';
import {
  enter,
  failure,
  hears,
  refusal,
  startChat,
  tokenOf,
  unreadTexts,
} from '../support/chat.js';

describe('identity', () => {
  let app: ChatTestApp;
  beforeAll(async () => {
    app = await startChat();
  });
  afterAll(() => app.close());

  it('is taken by the handshake or by the first room, and each brings a token', async () => {
    const alice = await app.connectAs('alice1');
    expect(await tokenOf(alice, { roomname: 'a' })).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
    const bob = await app.connect();
    expect(await bob.send('join room', { roomname: 'a' })).toMatchObject(failure('NOT_IDENTIFIED'));
    expect(await tokenOf(bob, { roomname: 'a', username: 'bob1' })).toMatch(/^[\w-]+\./);
    expect(await bob.request('list members', { room: 'a' })).toMatchObject({ count: 2 });
  });

  it('is the same again with a token: on a second device, and after the first is gone', async () => {
    const watcher = await enter(app, 'watcher2', 'b');
    const alice = await app.connectAs('alice2');
    const token = await tokenOf(alice, { roomname: 'b' });
    const phone = await app.connect({ token });
    const again = await tokenOf(phone, { roomname: 'b', username: 'ALICE2' });
    alice.close();
    phone.close();
    await hears(watcher, 'alice2 has left !');
    for (const either of [token, again]) {
      const back = await app.connect({ token: either });
      expect(await back.request('join room', { roomname: 'b' })).toMatchObject({
        username: 'alice2',
        count: 2,
      });
    }
  });

  it('may not change on a connection, nor be another than the token says', async () => {
    const alice = await enter(app, 'alice3', 'c');
    const join = { roomname: 'c', username: 'mallory3' };
    expect(await alice.send('join room', join)).toMatchObject(failure('ALREADY_IDENTIFIED'));
    const token = await tokenOf(alice, { roomname: 'c', username: 'alice3' });
    const phone = await app.connect({ token });
    expect(await phone.send('join room', join)).toMatchObject(failure('ALREADY_IDENTIFIED'));
    await enter(app, 'mallory3', 'c');
  });

  it('holds its name while online: against its case, its look-alikes and its width', async () => {
    await app.connectAs('paul');
    const claims = [
      'paul',
      'PAUL',
      'Paul',
      'pau1',
      '\u0440\u0430ul',
      '\uff50\uff41\uff55\uff4c',
      'pau\u217c',
      'paul\u200b',
    ];
    for (const username of claims) {
      const outcome = await app.connectAs(username).then(
        () => 'accepted',
        (fault: unknown) => (fault instanceof Error && 'code' in fault ? fault.code : fault),
      );
      expect([username, outcome]).toEqual([
        username,
        expect.stringMatching(/^(USERNAME_TAKEN|VALIDATION_FAILED)$/),
      ]);
    }
    await expect(app.connectAs('PAUL')).rejects.toMatchObject(refusal('USERNAME_TAKEN'));
    const late = await app.connect();
    expect(await late.send('join room', { roomname: 'd', username: 'pAUL' })).toMatchObject(
      failure('USERNAME_TAKEN'),
    );
  });

  it('has one winner when many claim a name at once, in either way', async () => {
    const claims = Array.from({ length: 12 }, async (_, n) => {
      if (n % 2) return app.connectAs('prize').then(() => 'won');
      const anyone = await app.connect();
      const answer = await anyone.send('join room', { roomname: 'e', username: 'Prize' });
      return answer.ok ? 'won' : answer.error.code;
    });
    const outcomes = await Promise.all(
      claims.map((claim) => claim.catch((fault: { code?: string }) => fault.code)),
    );
    expect(outcomes.filter((outcome) => outcome === 'won')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'USERNAME_TAKEN')).toHaveLength(11);
  });

  it('is a new one for who takes a name that its holder left', async () => {
    const friend = await enter(app, 'friend', 'f');
    const first = await app.connectAs('heir');
    const firstToken = await tokenOf(first, { roomname: 'f' });
    await friend.request('new pm', '@heir for the first only');
    await hears(first, 'for the first only');
    first.close();
    await hears(friend, 'heir has left !');
    await friend.request('new pm', '@heir waits for the first');

    const second = await app.connectAs('heir');
    const secondToken = await tokenOf(second, { roomname: 'f' });
    expect(await second.request('list conversations', {})).toMatchObject({ conversations: [] });
    expect(await second.request('room history', { with: 'friend' })).toMatchObject({
      messages: [],
    });
    await expect(app.connect({ token: firstToken })).rejects.toMatchObject(
      refusal('USERNAME_TAKEN'),
    );
    const { message } = await friend.request('new pm', '@heir for the second');
    expect(message.seq).toBe(1);
    await hears(second, 'for the second');
    expect(unreadTexts(second)).toEqual([]);
    expect(await friend.request('list conversations', {})).toMatchObject({
      conversations: [{ with: 'heir', lastSeq: 1 }],
    });
    second.close();
    await hears(friend, 'heir has left !');

    const firstAgain = await app.connect({ token: firstToken });
    await hears(firstAgain, 'waits for the first');
    expect(await firstAgain.request('room history', { with: 'friend' })).toMatchObject({
      messages: [{ message: 'for the first only' }, { message: 'waits for the first' }],
    });
    expect(unreadTexts(firstAgain)).toEqual([]);
    await expect(app.connect({ token: secondToken })).rejects.toMatchObject(
      refusal('USERNAME_TAKEN'),
    );
  });

  it('is needed for everything but joining', async () => {
    const nobody = await app.connect();
    await app.connectAs('target7');
    const answers = [
      await nobody.send('new pm', '@target7 hi'),
      await nobody.send('room history', {}),
      await nobody.send('room history', { with: 'target7' }),
      await nobody.send('list rooms', {}),
      await nobody.send('list members', { room: 'a' }),
      await nobody.send('list conversations', {}),
      await nobody.send('typing', { typing: true }),
      await nobody.send('mark read', { seq: 1 }),
      await nobody.send('set status', { status: 'away' }),
    ];
    for (const answer of answers) expect(answer).toMatchObject(failure('NOT_IDENTIFIED'));
    expect(await nobody.send('new message', 'hi')).toMatchObject(failure('NOT_IN_ROOM'));
    expect(await nobody.send('leave room', { roomname: 'a' })).toMatchObject(
      failure('NOT_IN_ROOM'),
    );
  });

  it('is not given by a request that fails', async () => {
    const anyone = await app.connect();
    const join = { roomname: ' ', username: 'early' };
    expect(await anyone.send('join room', join)).toMatchObject(failure('VALIDATION_FAILED'));
    expect(await anyone.send('join room', { roomname: 'g', username: 'later' })).toMatchObject({
      ok: true,
      username: 'later',
    });
    await app.connectAs('early');
  });

  it.each([
    ['a token that is none', { token: 'x' }, 'UNAUTHORIZED'],
    ['an empty token', { token: '' }, 'UNAUTHORIZED'],
    ['an unsigned token', { token: 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.' }, 'UNAUTHORIZED'],
    ['a huge token', { token: 'x'.repeat(500_000) }, 'UNAUTHORIZED'],
    ['a token that is a number', { token: 7 }, 'VALIDATION_FAILED'],
    ['a token that is a list', { token: ['x'] }, 'VALIDATION_FAILED'],
    ['a name that is an object', { username: { $ne: '' } }, 'VALIDATION_FAILED'],
    ['a name that is a list', { username: ['alice'] }, 'VALIDATION_FAILED'],
    ['an empty name', { username: '' }, 'VALIDATION_FAILED'],
    ['a huge name', { username: 'x'.repeat(500_000) }, 'VALIDATION_FAILED'],
    ['a name of a lone surrogate', { username: '\ud800' }, 'VALIDATION_FAILED'],
    ['a name with white space', { username: 'two words' }, 'VALIDATION_FAILED'],
    ['a name of an escape sequence', { username: '\u001b[31mred' }, 'VALIDATION_FAILED'],
  ] satisfies [string, object, ErrorCode][])('refuses %s', async (_, auth, code) => {
    await expect(app.connect(auth)).rejects.toMatchObject({
      ...refusal(code),
      error: { code, retryable: false, message: expect.any(String) },
    });
  });

  it('refuses a token that was tampered with', async () => {
    const alice = await app.connectAs('alice9');
    const token = await tokenOf(alice, { roomname: 'h' });
    const [header = '', payload = '', signature = ''] = token.split('.');
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const forged = Buffer.from(
      JSON.stringify(Object.assign({}, claims, { sub: 'someone-else' })),
    ).toString('base64url');
    const tampered = [
      `${header}.${forged}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
      `${header}.${payload}.`,
      `${token}.`,
    ];
    for (const auth of tampered) {
      await expect(app.connect({ token: auth })).rejects.toMatchObject(refusal('UNAUTHORIZED'));
    }
  });
});
