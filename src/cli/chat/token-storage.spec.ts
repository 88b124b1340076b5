import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tokenFile, tokenStorage } from './token-storage.js';

describe('tokenFile', () => {
  it('is another for each server and each user', () => {
    const files = [
      tokenFile('/s', 'http://a', 'alice'),
      tokenFile('/s', 'https://a', 'alice'),
      tokenFile('/s', 'http://a:81', 'alice'),
      tokenFile('/s', 'http://a', 'bob'),
      tokenFile('/s', 'http://a', '../../bob'),
      tokenFile('/s', 'http://a', '雪'),
      tokenFile('/s', 'http://a', '月'),
    ];
    expect(new Set(files).size).toBe(files.length);
    for (const file of files) expect(file).toMatch(/^\/s\/[\w.-]+\.json$/);
  });

  it('is the same however the name is written', () => {
    expect(tokenFile('/s', 'http://a', 'Alice')).toBe(tokenFile('/s', 'http://a', 'alice'));
  });

  it('has a name that any file system takes', () => {
    const file = tokenFile('/s', `http://${'a'.repeat(250)}`, '🎉'.repeat(32));
    expect(file.length).toBeLessThan(120);
  });
});

describe('tokenStorage', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('keeps a token for the next run, for its owner only', async () => {
    const file = join(folder, 'new', 'token.json');
    await tokenStorage(file, fail).set('parley:x:token', 'secret');
    expect(await tokenStorage(file, fail).get('parley:x:token')).toBe('secret');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('forgets the outbox with the program', async () => {
    const file = join(folder, 'token.json');
    const storage = tokenStorage(file, fail);
    await storage.set('parley:x:outbox', '[]');
    expect(await storage.get('parley:x:outbox')).toBe('[]');
    expect(await readdir(folder)).toEqual([]);
  });

  it('says when the token cannot be kept', async () => {
    await writeFile(join(folder, 'file'), '');
    const onFailure = jest.fn();
    const storage = tokenStorage(join(folder, 'file', 'token.json'), onFailure);
    await expect(storage.set('parley:x:token', 'secret')).rejects.toThrow('ENOTDIR');
    expect(onFailure).toHaveBeenCalledWith(expect.stringContaining('ENOTDIR'));
  });

  function fail(reason: string): never {
    throw new Error(reason);
  }
});
