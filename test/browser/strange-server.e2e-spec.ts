import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { ChatException, type ChatError, type ErrorCode } from '../../src/protocol/index.js';
import { describeInBrowser } from './chromium.js';
import { Harness } from './harness.js';
import type { Person } from './person.js';
import { PretendServer } from './pretend-server.js';

function errorOf(code: ErrorCode, retryAfterMs?: number): ChatError {
  return new ChatException(code, retryAfterMs === undefined ? {} : { retryAfterMs }).error;
}

describeInBrowser('A server that does not do what the page expects', () => {
  let harness: Harness;
  let server: PretendServer;
  let alice: Person;
  beforeAll(async () => {
    harness = await Harness.start();
  });
  beforeEach(async () => {
    server = await PretendServer.start();
    alice = await harness.person({}, server.url);
  });
  afterEach(async () => {
    await harness.everybodyLeaves();
    await server.close();
  });
  afterAll(() => harness.close());

  async function knock(): Promise<void> {
    await alice.open('/r/lobby?name=alice');
    await alice.page.getByRole('button', { name: 'Enter' }).click();
  }

  it('is said to be of another version if its answers are', async () => {
    server.answer('join room', { ok: true, roomname: 'lobby' });
    await knock();
    await alice.page.getByRole('alert').getByText('of another version than this page').waitFor();
    expect(await alice.page.getByRole('textbox', { name: 'Your name' }).inputValue()).toBe('alice');
  });

  it('is said not to answer if it does not', async () => {
    await alice.page.clock.install();
    server.on('join room', () => {});
    await knock();
    await alice.page.getByText('Entering…').waitFor();
    // How long one waits begins when the connection is there.
    while ((await alice.page.getByText('but does not answer').count()) === 0) {
      await alice.page.clock.runFor(1_000);
    }
    await alice.page.getByRole('button', { name: 'Cancel' }).click();
  });

  it('is understood as far as it speaks the same language', async () => {
    await alice.enter('alice');
    const strange: [string, unknown][] = [
      ['new message', { kind: 'text', body: 'from the future' }],
      ['new message', null],
      ['room members', { room: 'lobby', delta: 1 }],
      ['presence', 'away'],
      ['reaction', { id: '1', emoji: '🎉' }],
    ];
    for (const [event, payload] of strange) server.io.emit(event, payload);
    const at = new Date().toISOString();
    const news = { id: 'x', seq: 1, type: 'generic', room: 'lobby', username: 'bob', at };
    server.io.emit('new message', { ...news, message: 'Of this time', reactions: ['🎉'] });
    await alice.sees('Of this time');
    // A static host gives a room's address the page as its 404.
    expect(alice.complaints.filter((text) => !text.includes('404'))).toEqual([]);
  });

  it('may refuse a message: it says why, and can be sent again or discarded', async () => {
    server.answer('new message', { ok: false, error: errorOf('FORBIDDEN') });
    await alice.enter('alice');
    await alice.say('Not today');
    await alice.message('Not today').getByText('Not sent. You may not do that.').waitFor();
    server.answer('new message', { ok: true, stored: true });
    await alice.page.getByRole('button', { name: 'Send again' }).click();
    await alice.message('Not today').getByText('of another version').waitFor();
    server.on('new message', (payload, answer) => answer(server.stored(payload)));
    await alice.page.getByRole('button', { name: 'Send again' }).click();
    await alice.message('Not today').getByText('Sent', { exact: true }).waitFor();
    server.answer('new message', { ok: false, error: errorOf('FORBIDDEN') });
    await alice.say('Never');
    await alice.page.getByRole('button', { name: 'Discard' }).click();
    await alice.message('Never').waitFor({ state: 'detached' });
    expect(await alice.page.getByRole('article').count()).toBe(1);
  });

  it('may take no more for now: the message says so, and goes when it may', async () => {
    let full = true;
    server.on('new message', (payload, answer) => {
      const refused = { ok: false, error: errorOf('RATE_LIMITED', 500) };
      answer(full ? refused : server.stored(payload));
    });
    await alice.enter('alice');
    await alice.say('One too many');
    await alice.message('One too many').getByText('That was too much at once').waitFor();
    full = false;
    await alice.message('One too many').getByText('Sent', { exact: true }).waitFor();
    expect(await alice.message('One too many').count()).toBe(1);
  });

  it('may close in the middle of a message, which comes through once', async () => {
    const clientIds: unknown[] = [];
    server.on('new message', (payload, answer) => {
      clientIds.push(payload['clientId']);
      if (clientIds.length === 1) server.io.disconnectSockets(true);
      else answer(server.stored(payload));
    });
    await alice.enter('alice');
    await alice.say('Cut short');
    await alice.message('Cut short').getByText('Sent', { exact: true }).waitFor();
    expect(clientIds.length).toBeGreaterThanOrEqual(2);
    expect(new Set(clientIds).size).toBe(1);
    expect(await alice.message('Cut short').count()).toBe(1);
  });

  it.each([
    ['RATE_LIMITED', 'That was too much at once'],
    ['UNAVAILABLE', 'The server cannot do that right now'],
  ] as const)(
    'may refuse the connection for now with %s, and the page says so',
    async (code, text) => {
      server.refusal = errorOf(code, 3_000);
      await knock();
      await alice.page.getByRole('status').getByText(text).waitFor();
      server.refusal = undefined;
      await alice.field.waitFor();
      await alice.field.fill('Half a sent');
      server.refusal = errorOf(code, 3_000);
      server.io.disconnectSockets(true);
      await alice.page.getByText('You are offline').getByText(text).waitFor();
      server.refusal = undefined;
      await alice.page.getByText('You are offline').waitFor({ state: 'detached' });
      expect(await alice.field.inputValue()).toBe('Half a sent');
    },
  );

  it.each([
    ['UNAUTHORIZED', 'The server no longer knows you. Enter again.'],
    ['TOKEN_EXPIRED', 'Your sign-in has expired. Enter again.'],
  ] as const)(
    'may end a session with %s: the draft is there after entering again',
    async (code, text) => {
      await alice.enter('alice');
      await alice.field.fill('Half a sent');
      server.refusal = errorOf(code);
      server.io.disconnectSockets(true);
      await alice.page.getByRole('alert').getByText(text).waitFor();
      server.refusal = undefined;
      await alice.page.getByRole('button', { name: 'Enter' }).click();
      await alice.field.waitFor();
      expect(await alice.field.inputValue()).toBe('Half a sent');
    },
  );
});
