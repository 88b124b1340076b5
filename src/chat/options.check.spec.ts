import { describe, expect, it } from '@jest/globals';
import type { DynamicModule, Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Authenticator, type Principal } from '../identity/authenticator.js';
import { ChatModule } from './chat.module.js';
import type { ChatModuleOptions } from './chat.options.js';
import { checkOptions } from './options.check.js';

const storage = { url: 'sqlite::memory:' };
const guests = { tokenSecret: 'only-for-the-tests-of-this-package' };

class NoOne extends Authenticator {
  override authenticate(): Promise<Principal> {
    return Promise.resolve({ kind: 'anonymous' });
  }
}

/** Makes what the types forbid, as JavaScript and `as` can. */
function unchecked(value: object): ChatModuleOptions;
function unchecked(value: object): object {
  return value;
}

async function makeModule(chat: () => DynamicModule): Promise<void> {
  const module = await Test.createTestingModule({ imports: [chat()] }).compile();
  await module.close();
}

describe('options that cannot work', () => {
  it.each([
    ['storage.url', {}],
    ['storage.url', { guests }],
    ['storage.url', { guests, storage: {} }],
    ['storage.url', { guests, storage: { url: 7 } }],
    ['storage.url', { guests, storage: { url: '' } }],
    ['storage.url', { guests, storage: { url: './chat.db' } }],
    ['storage.poolSize', { guests, storage: { ...storage, poolSize: 0 } }],
    ['guests.tokenSecret', { storage }],
    ['guests.tokenSecret', { storage, guests: {} }],
    ['guests.tokenSecret', { storage, guests: { tokenSecret: 'short' } }],
    ['noticeRoomSize', { storage, guests, noticeRoomSize: -1 }],
    ['noticeRoomSize', { storage, guests, noticeRoomSize: 1.5 }],
    ['noticeRoomSize', { storage, guests, noticeRoomSize: '100' }],
    ['noticeRoomSize', { storage, guests, noticeRoomSize: Number.NaN }],
    ['limits', { storage, guests, limits: true }],
    ['limits', { storage, guests, limits: { identifyWithinMs: '5s' } }],
    ['limits', { storage, guests, limits: { connections: { total: 0 } } }],
    ['limits', { storage, guests, limits: { rates: { joins: { user: { points: -1 } } } } }],
    ['trustedProxies', { storage, guests, trustedProxies: ['proxy.example'] }],
    ['trustedProxies', { storage, guests, trustedProxies: ['10.0.0.0/64'] }],
  ])('are refused by the name of %s: %j', async (option, options) => {
    const refusal = { name: 'ChatOptionsError', message: expect.stringContaining(option) };
    const given = unchecked(options);
    await expect(makeModule(() => ChatModule.forRoot(given))).rejects.toMatchObject(refusal);
    await expect(
      makeModule(() => ChatModule.forRootAsync({ useFactory: () => given })),
    ).rejects.toMatchObject(refusal);
  });

  it.each([
    ['an instance', {}],
    ['null', null],
    ['an arrow function', () => true],
  ])('are refused by name where a class is needed: %s', async (_, given) => {
    for (const option of ['policy', 'authenticator']) {
      const options = unchecked({ storage, guests, [option]: given });
      await expect(makeModule(() => ChatModule.forRoot(options))).rejects.toMatchObject({
        name: 'ChatOptionsError',
        message: `${option} must be a class`,
      });
    }
  });

  it('are not those that can', async () => {
    const authenticator: Type<Authenticator> = NoOne;
    await expect(
      makeModule(() => ChatModule.forRoot({ storage, authenticator, noticeRoomSize: 0 })),
    ).resolves.toBeUndefined();
  });
});

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
