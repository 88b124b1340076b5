import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdir, mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import {
  openInProcess,
  prepareProgram,
  type StorageProcess,
} from '../../test/support/storage-process.js';
import type { Database } from './database.js';
import { openDatabase } from './open-database.js';
import { createStorage } from './storage.js';
import { StorageError } from './storage.error.js';

/** The refusal to open a URL. */
async function refusalOf(url: string): Promise<StorageError> {
  try {
    await (await openDatabase(url)).close();
  } catch (error) {
    if (error instanceof StorageError) return error;
    throw error;
  }
  throw new Error(`${url} was opened`);
}

describe('openDatabase', () => {
  let program: string;
  let folder: string;
  let path: string;
  let url: string;
  const open: Database[] = [];
  const processes: StorageProcess[] = [];

  beforeAll(async () => {
    program = await mkdtemp(join(tmpdir(), 'parley-program-'));
    await prepareProgram(program);
    await chmod(program, 0o755);
  });
  afterAll(() => rm(program, { recursive: true }));
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-'));
    path = join(folder, 'chat.db');
    url = `sqlite:${path}`;
    // The processes may run as another user.
    await chmod(folder, 0o777);
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((child) => child.kill()));
    await Promise.all(open.splice(0).map((database) => database.close()));
    await chmod(folder, 0o777);
    await rm(folder, { recursive: true });
  });

  async function opened(): Promise<Database> {
    const database = await openDatabase(url);
    open.push(database);
    return database;
  }

  async function openedElsewhere(): Promise<StorageProcess> {
    const child = await openInProcess(program, url);
    processes.push(child);
    return child;
  }

  /** Leaves a file with a user who holds the name `anna`, and a room. */
  async function madeBefore(): Promise<void> {
    const database = await openDatabase(url);
    const { rooms, users } = createStorage(database);
    const anna = { id: 'anna', username: 'anna', nameKey: 'anna', lastSeenAt: 1 } as const;
    await users.create({ ...anna, kind: 'guest', issuer: 'guest', subject: 'anna' });
    await users.claimName('anna', 'anna', null);
    await rooms.findOrCreate({ id: 'lobby', name: 'Lobby', nameKey: 'lobby', createdAt: 1 });
    await database.close();
    await chmod(path, 0o666);
  }

  it('makes the folder, answers, and leaves one file behind', async () => {
    path = join(folder, 'a', 'b', 'chat.db');
    const database = await openDatabase(`sqlite:${path}`);
    await database.ping();
    await database.close();
    await expect(database.ping()).rejects.toThrow('destroyed');
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['chat.db']);
  });

  it('commits to the disk before it says so', async () => {
    const { kysely } = await opened();
    const pragma = async (name: string) =>
      (await sql<object>`pragma ${sql.raw(name)}`.execute(kysely)).rows;
    expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(await pragma('synchronous')).toEqual([{ synchronous: 2 }]);
    expect(await pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }]);
  });

  it('finds everything again after a restart', async () => {
    await madeBefore();
    const { rooms, users } = createStorage(await opened());
    expect(await rooms.findByKey('lobby')).toMatchObject({ id: 'lobby', name: 'Lobby' });
    expect(await users.findHolder('anna')).toMatchObject({ id: 'anna' });
  });

  it('finds what was acknowledged before the process was killed', async () => {
    await madeBefore();
    const child = await openedElsewhere();
    expect(child.outcome).toBe('open');
    await child.kill();
    const { messages } = createStorage(await opened());
    const { entries } = await messages.read('lobby', { limit: 10 });
    expect(entries).toMatchObject([{ id: 'from-the-child', seq: 1, text: 'kept' }]);
  });

  it('goes on after the disk was full', async () => {
    await madeBefore();
    const database = await opened();
    const { messages, rooms } = createStorage(database);
    const limitPages = (pages: number) =>
      sql`pragma max_page_count = ${sql.lit(pages)}`.execute(database.kysely);
    const append = (id: string) =>
      messages.appendAll([
        { id, roomId: 'lobby', senderId: 'anna', text: 'x'.repeat(4_000), clientId: null, at: 1 },
      ]);
    await limitPages(40);
    let stored = 0;
    const fill = async (): Promise<never> => {
      for (;;) {
        await append(`m${stored}`);
        stored += 1;
      }
    };
    const full = {
      error: { code: 'UNAVAILABLE' },
      cause: { message: 'database or disk is full' },
    };
    await expect(fill()).rejects.toMatchObject(full);
    await expect(append('again')).rejects.toMatchObject(full);
    expect((await rooms.findById('lobby'))?.lastSeq).toBe(stored);
    expect((await messages.read('lobby', { limit: 100 })).entries).toHaveLength(stored);
    await limitPages(1_000_000);
    expect(await append('after')).toEqual([{ kind: 'appended', seq: stored + 1 }]);
  });

  describe('refuses, and says in one line what to do:', () => {
    it.each([
      'mysql://user:secret@host/db',
      'postgres://user:secret%@host/db',
      'sqlite:',
      'data/chat.db',
      '',
    ])('the URL %j, without repeating it', async (wrong) => {
      const { code, message } = await refusalOf(wrong);
      expect(code).toBe('unsupported-url');
      expect(message).not.toContain('secret');
    });

    it('a folder that cannot be made', async () => {
      await writeFile(join(folder, 'file'), '');
      const { code, message } = await refusalOf(`sqlite:${folder}/file/data/chat.db`);
      expect(code).toBe('no-folder');
      expect(message).toContain(join(folder, 'file', 'data'));
    });

    it('a folder in place of the file', async () => {
      await mkdir(path);
      expect(await refusalOf(url)).toMatchObject({ code: 'read-only' });
    });

    it('a file that is not a database', async () => {
      await writeFile(path, 'Dear diary, '.repeat(1_000));
      const { code, message } = await refusalOf(url);
      expect(code).toBe('not-a-database');
      expect(message).toBe(
        `The database file ${path} is not a database. Move it away, or use another file.`,
      );
    });

    it('a file that was cut short', async () => {
      await madeBefore();
      await truncate(path, 20_000);
      expect(await refusalOf(url)).toMatchObject({ code: 'corrupt' });
    });

    it('a schema of a newer release, and leaves it to that release', async () => {
      const { kysely } = await openDatabase(url);
      await sql`insert into parley_migrations values ('9999-later', '2100-01-01')`.execute(kysely);
      await kysely.destroy();
      const { code, message } = await refusalOf(url);
      expect(code).toBe('newer-schema');
      expect(message).toContain(path);
      expect(message).toContain('9999-later');
      expect(await refusalOf(url)).toMatchObject({ code: 'newer-schema' });
    });

    it('a file that this process has open', async () => {
      await opened();
      expect(await refusalOf(url)).toMatchObject({ code: 'in-use' });
    });

    it('a file that another process has open, until it is gone', async () => {
      const child = await openedElsewhere();
      expect(child.outcome).toBe('open');
      expect(await refusalOf(url)).toMatchObject({ code: 'in-use' });
      await child.kill();
      await (await opened()).ping();
    });

    it('a second process', async () => {
      await opened();
      await chmod(path, 0o666);
      expect((await openedElsewhere()).outcome).toContain('StorageError in-use');
    });

    it('a file that a killed server left, and that it may not write any more', async () => {
      await madeBefore();
      await (await openedElsewhere()).kill();
      await chmod(path, 0o444);
      expect((await openedElsewhere()).outcome).toContain('StorageError read-only');
    });

    it.each([
      ['a file that it may not write', 0o444, 0o777],
      ['a file in a folder that it may not write', 0o666, 0o555],
      ['a file that it may not read', 0o000, 0o777],
    ])('%s', async (_case, fileMode, folderMode) => {
      await madeBefore();
      await chmod(path, fileMode);
      await chmod(folder, folderMode);
      const { outcome } = await openedElsewhere();
      expect(outcome).toContain('StorageError read-only');
      expect(outcome).toContain(path);
    });
  });
});
