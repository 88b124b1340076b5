import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigurationError } from './configuration.error.js';
import { loadTokenSecret } from './token-secret.js';

describe('loadTokenSecret', () => {
  let folder: string;
  let file: string;
  let settings: { TOKEN_SECRET: undefined; DATABASE_URL: string };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-secret-'));
    settings = { TOKEN_SECRET: undefined, DATABASE_URL: `sqlite:${join(folder, 'data/chat.db')}` };
    file = join(folder, 'data/chat.db.token-secret');
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('is TOKEN_SECRET if that is set, and makes no file then', async () => {
    const secret = 'x'.repeat(32);
    await expect(loadTokenSecret({ ...settings, TOKEN_SECRET: secret })).resolves.toBe(secret);
    expect(await readdir(folder)).toEqual([]);
  });

  it('is made once, and kept beside the database', async () => {
    const secret = await loadTokenSecret(settings);
    expect(Buffer.from(secret, 'base64url').byteLength).toBe(32);
    await expect(loadTokenSecret(settings)).resolves.toBe(secret);
    expect((await readFile(file, 'utf8')).trim()).toBe(secret);
  });

  it('is for its owner only', async () => {
    await loadTokenSecret(settings);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('is the same for any number of starts at once, and leaves no drafts', async () => {
    const secrets = await Promise.all(Array.from({ length: 20 }, () => loadTokenSecret(settings)));
    expect(new Set(secrets).size).toBe(1);
    expect(await readdir(join(folder, 'data'))).toEqual(['chat.db.token-secret']);
  });

  it('is another one for every database in memory', async () => {
    const inMemory = { ...settings, DATABASE_URL: 'sqlite::memory:' };
    const [one, other] = [await loadTokenSecret(inMemory), await loadTokenSecret(inMemory)];
    expect(one).not.toBe(other);
    expect(one).toHaveLength(43);
  });

  it('has no place beside a database on a server, and must be set there', async () => {
    const onServer = { ...settings, DATABASE_URL: 'postgres://parley:hidden@db/parley' };
    const refused = loadTokenSecret(onServer);
    await expect(refused).rejects.toThrow(ConfigurationError);
    await expect(refused).rejects.toThrow(/TOKEN_SECRET is unset.*same on every node/);
    const set = { ...onServer, TOKEN_SECRET: 'x'.repeat(32) };
    expect(await loadTokenSecret(set)).toBe(set.TOKEN_SECRET);
  });

  it.each(['', 'too short', 'x'.repeat(20)])(
    'is not read from a file that holds %j',
    async (text) => {
      await mkdir(join(folder, 'data'));
      await writeFile(file, text);
      await expect(loadTokenSecret(settings)).rejects.toThrow(ConfigurationError);
      expect(await readFile(file, 'utf8')).toBe(text);
    },
  );

  it('says what to do when the file system refuses', async () => {
    await writeFile(join(folder, 'data'), 'a file, not a folder');
    await expect(loadTokenSecret(settings)).rejects.toMatchObject({
      message: expect.stringMatching(/token-secret cannot be read or made.*set TOKEN_SECRET/),
      cause: { code: 'ENOTDIR' },
    });
  });
});
