import { describe, expect, it } from '@jest/globals';
import { checkOptions } from './options.check.js';

const kysely = { isTransaction: false, transaction: () => undefined };

describe('checkOptions: storage', () => {
  it.each([{ url: 'sqlite::memory:' }, { kysely }])('takes %j', (storage) => {
    expect(checkOptions({ storage })).toEqual({ storage });
  });

  it.each([
    ['neither of the two', {}, 'storage.url must say where'],
    ['both', { url: 'sqlite::memory:', kysely }, 'exclude each other'],
    ['a transaction', { kysely: { ...kysely, isTransaction: true } }, 'storage.kysely must be'],
    ['a pool', { kysely: { connect: () => undefined } }, 'storage.kysely must be'],
    ['null', { kysely: null }, 'storage.kysely must be'],
  ])('refuses %s, by its name', (_case, storage, message) => {
    const check = (): unknown => Reflect.apply(checkOptions, undefined, [{ storage }]);
    expect(check).toThrow(message);
  });
});
