import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { openSqlite } from '../../src/storage/sqlite.database.js';
import { occupyPort, ServerProcess, temporaryFolder } from '../support/server-process.js';

describe('a server that cannot start', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let path: string;
  let env: Record<string, string>;
  beforeEach(() => {
    folder = temporaryFolder();
    path = `${folder.path}/parley.db`;
    env = { DATABASE_URL: `sqlite:${path}` };
  });
  afterEach(() => folder.remove());

  /** One line on stderr, and nothing on stdout. */
  function refusalSaying(...words: readonly string[]) {
    const line = new RegExp(`^${words.map((word) => `(?=.*${word})`).join('')}.+\\n$`);
    return { code: 1, signal: null, stdout: '', stderr: expect.stringMatching(line) };
  }

  it('names every setting that is wrong, what it holds and what is allowed; no secret', async () => {
    const wrong = {
      PORT: 'eighty',
      HOST: 'no host',
      DATABASE_URL: 'mysql://root:hunter2@db/chat',
      AUTH_MODE: 'magic',
      TOKEN_SECRET: 'hunter2',
      ALLOWED_ORIGINS: 'example.com',
      TRANSPORTS: 'pigeon',
      NOTICE_ROOM_SIZE: '-1',
      LOG_LEVEL: 'loud',
      LOG_FORMAT: 'xml',
    };
    const { code, stdout, stderr } = await ServerProcess.refused(wrong);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    for (const name of Object.keys(wrong)) expect(stderr).toMatch(new RegExp(`${name}.*must be`));
    for (const value of ['eighty', 'magic', 'pigeon', 'loud']) expect(stderr).toContain(value);
    expect(stderr).not.toContain('hunter2');
    expect(stderr).not.toMatch(/\bat .*\.js:/);
  });

  it('says so when its port is in use', async () => {
    const { port, release } = await occupyPort();
    const refused = await ServerProcess.refused({ ...env, PORT: String(port) });
    await release();
    expect(refused).toEqual(refusalSaying(`Port ${port} is in use`));
  });

  it('says so when another server has the file open, which is not disturbed', async () => {
    const server = await ServerProcess.start(env);
    const refused = await ServerProcess.refused(env);
    const ready = await fetch(`${server.url}/health/ready`);
    await server.end('SIGTERM');
    expect(refused).toEqual(refusalSaying('parley.db', 'already open'));
    expect(ready.status).toBe(200);
  });

  it('says so when the file is no database, and leaves it as it is', async () => {
    await writeFile(path, 'my shopping list\n'.repeat(100));
    expect(await ServerProcess.refused(env)).toEqual(refusalSaying('parley.db', 'not a database'));
    expect(await readFile(path, 'utf8')).toMatch(/^my shopping list\n/);
  });

  it('says so when the file is damaged', async () => {
    await (await openSqlite(path)).close();
    await truncate(path, (await stat(path)).size - 5_000);
    expect(await ServerProcess.refused(env)).toEqual(refusalSaying('parley.db', 'damaged'));
  });

  it('says so when a newer release has written the file', async () => {
    const database = await openSqlite(path);
    await database.kysely
      .withTables<{ parley_migrations: { name: string; timestamp: string } }>()
      .insertInto('parley_migrations')
      .values({ name: '9999-from-the-future', timestamp: '2999-01-01' })
      .execute();
    await database.close();
    expect(await ServerProcess.refused(env)).toEqual(
      refusalSaying('parley.db', 'newer release', '9999-from-the-future'),
    );
  });

  it.each(['/proc/parley.db', '/dev/null/parley.db'])(
    'says so when it cannot write %s',
    async (file) => {
      const env = { DATABASE_URL: `sqlite:${file}` };
      expect(await ServerProcess.refused(env)).toEqual(refusalSaying(file, 'cannot be'));
      const secret = { TOKEN_SECRET: 'a secret of at least 32 bytes, and more' };
      expect(await ServerProcess.refused({ ...env, ...secret })).toEqual(
        refusalSaying('/(proc|dev)', 'cannot be'),
      );
    },
  );
});
