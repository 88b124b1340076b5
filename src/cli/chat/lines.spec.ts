import { describe, expect, it } from '@jest/globals';
import { ChatException, type SentMessage } from '../../client/index.js';
import { DayMarks } from './day-marks.js';
import { counted, describeError, memberLine, messageLine, noticeLine, roomLine } from './lines.js';
import { plainPaint } from './paint.js';

/** In the time of this machine, whichever that is. */
const at = new Date(2026, 9, 14, 9, 5, 7).toISOString();

const message = (parts: Partial<SentMessage>): SentMessage => ({
  id: 'id',
  key: 'id',
  seq: 1,
  type: 'generic',
  room: 'lobby',
  username: 'alice',
  message: 'hi',
  at,
  mine: false,
  state: 'sent',
  ...parts,
});

describe('lines', () => {
  it('shows time, sender and text', () => {
    expect(messageLine(message({}), plainPaint)).toBe('09:05:07 alice: hi');
  });

  it('names the room of a message from elsewhere', () => {
    expect(messageLine(message({}), plainPaint, 'dev')).toBe('09:05:07 [dev] alice: hi');
  });

  it('marks private messages, either way', () => {
    const received = message({ type: 'private', target: 'bob' });
    const sent = message({ type: 'private', target: 'bob', mine: true });
    expect(messageLine(received, plainPaint)).toBe('09:05:07 [pm] alice → you: hi');
    expect(messageLine(sent, plainPaint)).toBe('09:05:07 [pm] you → bob: hi');
  });

  it('is one line of harmless text, whatever the server sends', () => {
    const evil = '\u001b[2J\nx';
    const line = messageLine(message({ username: evil, message: evil }), plainPaint, evil);
    expect(line).toBe('09:05:07 [␛[2J␊x] ␛[2J␊x: ␛[2J␊x');
    expect(noticeLine({ ...notice, message: evil }, plainPaint, evil)).toBe(
      '09:05:07 [␛[2J␊x] * ␛[2J␊x',
    );
    expect(roomLine({ name: evil, members: 1, lastSeq: 2 })).not.toContain('\u001b');
    expect(memberLine({ username: evil, status: 'online' }, plainPaint)).not.toContain('\u001b');
    expect(describeError({ ...new ChatException('INTERNAL').error, message: evil })).toBe('␛[2J␊x');
  });

  it('shows a time that is none as unknown', () => {
    expect(messageLine(message({ at: 'never' }), plainPaint)).toBe('--:--:-- alice: hi');
  });

  const notice = {
    ...({ type: 'system', event: 'joined', room: 'lobby', username: 'bob', at } as const),
    message: 'bob has joined !',
  };
  it('shows notices so that no message looks like one', () => {
    expect(noticeLine(notice, plainPaint)).toBe('09:05:07 * bob has joined !');
  });

  it('lists people with their presence', () => {
    expect(memberLine({ username: 'bob', status: 'away' }, plainPaint)).toBe('  bob (away)');
    expect(memberLine({ username: 'bob', status: 'offline', lastSeenAt: at }, plainPaint)).toBe(
      '  bob (offline since 2026-10-14 09:05:07)',
    );
  });

  it('lists rooms with their size', () => {
    expect(roomLine({ name: 'dev', members: 1, lastSeq: 2 })).toBe('  dev (1 member, 2 messages)');
  });

  it('says what is wrong in which field', () => {
    const told = (problem: string): string =>
      describeError(new ChatException('VALIDATION_FAILED', { fields: { room: [problem] } }).error);
    expect(told('is blank')).toBe('The request is not valid: room is blank');
    expect(told('room is blank')).toBe('The request is not valid: room is blank');
  });

  it('counts', () => {
    expect([counted(0, 'message'), counted(1, 'message')]).toEqual(['0 messages', '1 message']);
  });
});

describe('DayMarks', () => {
  const on = (day: number): string => new Date(2026, 9, day, 12).toISOString();

  it('says the day when it changes, and today only after another', () => {
    const days = new DayMarks(new Date(2026, 9, 14));
    expect(days.before(on(14))).toBeUndefined();
    expect(days.before(on(13))).toBe('-- 2026-10-13 --');
    expect(days.before(on(13))).toBeUndefined();
    expect(days.before('never')).toBeUndefined();
    expect(days.before(on(14))).toBe('-- 2026-10-14 --');
  });
});
