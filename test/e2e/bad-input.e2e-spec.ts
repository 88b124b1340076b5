import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestClient } from '../../src/testing/index.js';
import { hears, unreadTexts, without } from '../support/chat.js';
import { ServerProcess } from '../support/server-process.js';

/** In everything that a bad request says, and so in nothing that the server may say back. */
const CANARY = 'canary';

interface Fields {
  readonly [field: string]: unknown;
}

/** A right request of each event that takes an object. */
const GOOD: Readonly<Record<string, Fields>> = {
  'join room': { roomname: 'lobby', since: 0 },
  'leave room': { roomname: 'attic' },
  'new message': { message: CANARY, room: 'lobby', clientId: CANARY },
  'new pm': { target: 'witness', message: CANARY, clientId: CANARY },
  'room history': { room: 'lobby', before: 9, after: 0, limit: 10 },
  'list rooms': { after: 'a', limit: 10 },
  'list members': { room: 'lobby', limit: 10 },
  'list conversations': {},
  typing: { room: 'lobby', typing: true },
  'mark read': { room: 'lobby', seq: 0 },
  'set status': { status: 'online' },
  'refresh token': { token: CANARY },
};

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  'join room': ['roomname'],
  'leave room': ['roomname'],
  'new message': ['message'],
  'new pm': ['target', 'message'],
  'list members': ['room'],
  typing: ['typing'],
  'mark read': ['seq'],
  'set status': ['status'],
  'refresh token': ['token'],
};

const WRONG_FOR_ANY: readonly unknown[] = [
  null,
  [],
  {},
  [CANARY],
  { $gt: CANARY },
  new Uint8Array([1, 2, 3]),
];
const WRONG_TEXTS: readonly unknown[] = [
  ...WRONG_FOR_ANY,
  7,
  true,
  '',
  ' ',
  '\u200b',
  '\ud800',
  '\0',
];
const WRONG_NUMBERS: readonly unknown[] = [
  ...WRONG_FOR_ANY,
  '7',
  true,
  -1,
  1.5,
  1e300,
  Number.MAX_SAFE_INTEGER + 1,
];
const WRONG_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  roomname: [...WRONG_TEXTS, 'x'.repeat(65), 'a\nb', '\u202e', 'x'.repeat(60_000)],
  room: [...WRONG_TEXTS, 'x'.repeat(65), 'a\u0007b', 'x'.repeat(60_000)],
  username: [...WRONG_TEXTS, 'x'.repeat(33), 'two words', 'a\u200db', '@a'],
  target: [...WRONG_TEXTS, 'x'.repeat(33), 'two words', '@witness', 'x'.repeat(60_000)],
  message: [...WRONG_TEXTS, 'x'.repeat(4_001), '\u001b[2J', 'a\ud800', 'x'.repeat(60_000)],
  clientId: [
    ...WRONG_TEXTS.filter((text) => text !== ' ' && text !== '\u200b'),
    'x'.repeat(65),
    'x'.repeat(60_000),
  ],
  since: WRONG_NUMBERS,
  before: WRONG_NUMBERS,
  after: WRONG_FOR_ANY,
  seq: WRONG_NUMBERS,
  limit: [...WRONG_NUMBERS, 0, 201],
  typing: [...WRONG_FOR_ANY, 'true', 1],
  status: [...WRONG_TEXTS, 'offline', 'busy'],
  token: [...WRONG_FOR_ANY, 7, true],
};

describe('bad input', () => {
  let server: ServerProcess;
  let mallory: TestClient;
  let witness: TestClient;
  let pid = 0;
  beforeAll(async () => {
    server = await ServerProcess.start({
      DATABASE_URL: 'sqlite::memory:',
      LOG_LEVEL: 'debug',
      RATE_LIMIT_ENABLED: 'false',
    });
    pid = server.pid;
    witness = await TestClient.connect(server.url, { username: 'witness' });
    await witness.request('join room', { roomname: 'lobby' });
  });
  beforeEach(async () => {
    mallory = await TestClient.connect(server.url, { username: 'mallory' });
    await mallory.request('join room', { roomname: 'attic' });
    await mallory.request('join room', { roomname: 'lobby' });
    await hears(witness, 'mallory has joined !');
  });
  afterEach(async () => {
    await expectNothingHappened().finally(() => mallory.close());
    await hears(witness, 'mallory has left !');
  });
  afterAll(async () => {
    witness.close();
    await server.end('SIGTERM');
  });

  /** The process lives, nothing was stored, and the others noticed nothing. */
  async function expectNothingHappened(): Promise<void> {
    const { message } = await mallory.request('new message', { room: 'lobby', message: 'marker' });
    await hears(witness, 'marker');
    expect(unreadTexts(witness)).toEqual([]);
    expect(witness.unread('typing')).toEqual([]);
    const { messages } = await witness.request('room history', { room: 'lobby', limit: 200 });
    expect(messages.map((stored) => stored.message)).not.toContain(CANARY);
    expect(messages).toHaveLength(message.seq);
    expect(await witness.request('list conversations', {})).toMatchObject({ conversations: [] });
    const { rooms } = await witness.request('list rooms', {});
    expect(rooms.map(({ name }) => name)).toEqual(['attic', 'lobby']);
    expect(server.pid).toBe(pid);
  }

  /** The code that a request is refused with, in an answer that says nothing that it said. */
  async function refusalOf(event: string, ...payload: readonly unknown[]): Promise<unknown> {
    const text = JSON.stringify(await mallory.sendRaw(event, ...payload));
    const code: unknown = /^\{"ok":false,"error":\{"code":"(\w+)"/.exec(text)?.[1];
    if (code !== undefined && text.length < 2_000 && !text.includes(CANARY)) return code;
    const asked = `${event} ${JSON.stringify(payload)}`.slice(0, 200);
    throw new Error(`${asked} was answered: ${text.slice(0, 2_000)}`);
  }

  describe.each(Object.entries(GOOD))('"%s"', (event, good) => {
    it('refuses what is no object', async () => {
      const payloads: unknown[] = [7, true, [], [good], new Uint8Array([1]), Buffer.from(CANARY)];
      if (event !== 'new message' && event !== 'new pm') payloads.push(CANARY, '');
      if (REQUIRED[event]) payloads.push(null, undefined, {});
      for (const payload of payloads)
        expect(await refusalOf(event, payload)).toBe('VALIDATION_FAILED');
    });

    it('refuses a second payload', async () => {
      expect(await refusalOf(event, good, CANARY)).toBe('VALIDATION_FAILED');
      expect(await refusalOf(event, good, good)).toBe('VALIDATION_FAILED');
    });

    it('refuses a field that it does not have', async () => {
      for (const field of [CANARY, 'toString', 'hasOwnProperty', 'then', '', 'ok']) {
        expect(await refusalOf(event, { ...good, [field]: CANARY })).toBe('VALIDATION_FAILED');
      }
      for (const field of ['__proto__', 'constructor', 'prototype']) {
        for (const value of ['"x"', '{"admin":true}', 'null']) {
          const fields = JSON.stringify({ ...good, [CANARY]: 0 }).replace(
            `"${CANARY}":0`,
            `"${field}":${value}`,
          );
          expect(await refusalOf(event, JSON.parse(fields))).toBe('VALIDATION_FAILED');
        }
      }
    });

    it('refuses to do without what it needs, and wrong values of every field', async () => {
      for (const field of REQUIRED[event] ?? []) {
        expect(await refusalOf(event, without(field, good))).toBe('VALIDATION_FAILED');
      }
      for (const field of Object.keys(good)) {
        for (const value of WRONG_VALUES[field] ?? []) {
          const answer = await refusalOf(event, { ...good, [field]: value });
          expect(answer).toBe('VALIDATION_FAILED');
        }
      }
    });
  });

  it('refuses thousands of fields in no more words than one', async () => {
    const crowd = Array.from({ length: 4_000 }, (_, n) => [`field${n}`, 0] as const);
    const payload = { roomname: 'lobby', ...Object.fromEntries(crowd) };
    expect(await refusalOf('join room', payload)).toBe('VALIDATION_FAILED');
  });

  it('refuses texts that are blank, too long or not text', async () => {
    for (const text of [
      '',
      ' ',
      '\n',
      '\u200b\u2060',
      '\ud800',
      'x'.repeat(4_001),
      '\0',
      '\u001b[2J',
    ]) {
      expect(await refusalOf('new message', text)).toBe('VALIDATION_FAILED');
      expect(await refusalOf('new pm', `@witness ${text}`)).toBe('VALIDATION_FAILED');
    }
    for (const text of ['@', '@ ', '@ hi', 'hi', '@@witness hi', '@witness', '@two\u0000 words']) {
      expect(await refusalOf('new pm', text)).toBe('VALIDATION_FAILED');
    }
    expect(await refusalOf('new pm', `@nobody ${CANARY}`)).toBe('USER_NOT_FOUND');
    expect(await refusalOf('new pm', `@mallory ${CANARY}`)).toBe('VALIDATION_FAILED');
  });

  it('refuses rooms and people that do not exist', async () => {
    expect(await refusalOf('room history', { room: CANARY })).toBe('ROOM_NOT_FOUND');
    expect(await refusalOf('list members', { room: CANARY })).toBe('ROOM_NOT_FOUND');
    expect(await refusalOf('mark read', { room: CANARY, seq: 1 })).toBe('ROOM_NOT_FOUND');
    expect(await refusalOf('leave room', { roomname: CANARY })).toBe('NOT_IN_ROOM');
    expect(await refusalOf('room history', { with: CANARY })).toBe('USER_NOT_FOUND');
    expect(await refusalOf('mark read', { with: CANARY, seq: 1 })).toBe('USER_NOT_FOUND');
    expect(await refusalOf('typing', { target: CANARY, typing: true })).toBe('USER_NOT_FOUND');
    expect(await refusalOf('list members', { room: 'lobby', after: CANARY })).toBe(
      'USER_NOT_FOUND',
    );
  });

  it('refuses events that do not exist', async () => {
    const events = [
      CANARY,
      '',
      'message',
      'exception',
      'error',
      'toString',
      '__proto__',
      'Join Room',
    ];
    for (const event of events)
      expect(await refusalOf(event, { room: 'lobby' })).toBe('VALIDATION_FAILED');
  });

  it('answers as `exception` what had no acknowledgement, with no word of it', async () => {
    for (const event of Object.keys(GOOD)) {
      mallory.emitRaw(event, { [CANARY]: CANARY });
      const { event: failed, error } = await mallory.next('exception');
      expect(failed).toBe(event);
      expect(error.code).toBe('VALIDATION_FAILED');
      expect(JSON.stringify(error)).not.toContain(CANARY);
    }
    expect(mallory.unread('exception')).toEqual([]);
  });

  it('shows in no log', () => {
    expect(server.output).toContain('listening on');
    expect(server.output).not.toContain(CANARY);
  });
});
