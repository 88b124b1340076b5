import { describe, expect, it } from '@jest/globals';
import { ChatException } from '../protocol/index.js';
import { sqliteUnavailable } from './sqlite.unavailable.js';

const fault = (code: string, rawCode: number) => Object.assign(new Error(code), { code, rawCode });

describe('what SQLite cannot do just now', () => {
  it.each([
    ['a full disk', fault('SQLITE_FULL', 13)],
    ['a disk that fails, by an extended code', fault('SQLITE_IOERR', 4_874)],
    ['a file that can only be read', fault('SQLITE_READONLY', 8)],
    ['a damaged file', fault('SQLITE_CORRUPT', 11)],
  ])('%s: a client may try again', (_, fault) => {
    const told = sqliteUnavailable(fault);
    expect(told).toBeInstanceOf(ChatException);
    expect(told).toMatchObject({ error: { code: 'UNAVAILABLE', retryable: true }, cause: fault });
  });

  it.each([
    ['a broken constraint', fault('SQLITE_CONSTRAINT', 2_067)],
    ['a fault of the code', new TypeError('undefined is not a function')],
    ['a refusal', new ChatException('FORBIDDEN')],
    ['no error at all', 'full'],
  ])('is not %s', (_, fault) => {
    expect(sqliteUnavailable(fault)).toBe(fault);
  });
});
