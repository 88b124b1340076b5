import { describe, expect, it } from '@jest/globals';
import type { User } from '../identity/user.js';
import { HolderCache } from './holder-cache.js';

function user(id: string): User {
  return { id, username: 'Anna', nameKey: 'anna', kind: 'guest', lastSeenAt: 0 };
}

describe('HolderCache', () => {
  it('reads a holder once, and no one again and again', async () => {
    const names: string[] = [];
    const cache = new HolderCache(async (nameKey) => {
      names.push(nameKey);
      return nameKey === 'anna' ? user('1') : null;
    });
    for (const name of ['anna', 'anna', 'bert', 'bert']) await cache.find(name);
    expect(names).toEqual(['anna', 'bert', 'bert']);
  });

  it('reads anew after a change', async () => {
    let holder = user('1');
    const cache = new HolderCache(async () => holder);
    const claim = cache.changing(async (id: string) => {
      holder = user(id);
      return true;
    });
    expect(await cache.find('anna')).toMatchObject({ id: '1' });
    expect(await claim('2')).toBe(true);
    expect(await cache.find('anna')).toMatchObject({ id: '2' });
  });

  it('reads anew after a change that failed', async () => {
    let reads = 0;
    const cache = new HolderCache(async () => user(String((reads += 1))));
    const fail = cache.changing(() => Promise.reject(new Error('The disk is full')));
    await cache.find('anna');
    await expect(fail()).rejects.toThrow('full');
    expect(await cache.find('anna')).toMatchObject({ id: '2' });
  });

  it.each(['before', 'during'])('does not keep what it began to read %s a change', async (when) => {
    const answers: ((holder: User) => void)[] = [];
    const cache = new HolderCache(() => new Promise((resolve) => answers.push(resolve)));
    let end: () => void = () => undefined;
    const change = cache.changing(() => new Promise<void>((resolve) => (end = resolve)));
    const early = when === 'before' ? cache.find('anna') : undefined;
    const changing = change();
    const reading = early ?? cache.find('anna');
    if (when === 'before') answers[0]?.(user('1'));
    if (when === 'before') await reading;
    end();
    await changing;
    if (when === 'during') answers[0]?.(user('1'));
    expect(await reading).toMatchObject({ id: '1' });
    const again = cache.find('anna');
    answers[1]?.(user('2'));
    expect(await again).toMatchObject({ id: '2' });
  });
});
