import { describe, expect, it } from '@jest/globals';
import { PasswordHasher } from './password.hasher.js';

describe('PasswordHasher', () => {
  const hasher = new PasswordHasher();

  it('knows a password by its hash, which never is the same', async () => {
    const [one, other] = [await hasher.hash('opensesame'), await hasher.hash('opensesame')];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,p=1,t=2\$/);
    expect(other).not.toBe(one);
    expect(await hasher.verify(one, 'opensesame')).toBe(true);
    expect(await hasher.verify(one, 'Opensesame')).toBe(false);
  });

  it('knows no password by no hash', async () => {
    expect(await hasher.verify(null, '')).toBe(false);
    expect(await hasher.verify(null, 'opensesame')).toBe(false);
  });

  it('refuses what would wait too long, and goes on with the rest', async () => {
    const all = Array.from({ length: 60 }, () =>
      hasher.verify(null, 'x').catch(({ code }: { code?: string }) => code),
    );
    const outcomes = await Promise.all(all);
    expect(outcomes.filter((outcome) => outcome === 'UNAVAILABLE')).toHaveLength(8);
    expect(outcomes.filter((outcome) => outcome === false)).toHaveLength(52);
    expect(await hasher.verify(null, 'x')).toBe(false);
  });
});
