import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/storage/open-database.js';
import { StorageThread } from '../../src/storage/storage-thread.js';
import { threadedStorage } from '../../src/storage/threaded-storage.js';
import { guest } from '../contract/fixtures.js';
import { storageContract } from '../contract/storage.contract.js';

/** A thread that opens, and then ends as `ending` does as soon as it is asked something. */
function program(ending: string): URL {
  return new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort } from 'node:worker_threads';
      parentPort.on('message', () => { ${ending} });
      parentPort.postMessage('open');`)}`,
  );
}

describe('StorageThread', () => {
  let folder: string;
  let files = 0;
  let thread: StorageThread | undefined;
  const newUrl = () => `sqlite:${folder}/${(files += 1)}.db`;
  const start = (url: string) => StorageThread.start({ url, delivery: 'caller' });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'parley-'));
  });
  afterEach(async () => {
    await thread?.close();
    thread = undefined;
  });
  afterAll(() => rm(folder, { recursive: true }));

  describe('as a storage', () => {
    storageContract(async () => {
      const own = await start(newUrl());
      return { storage: threadedStorage(own), close: () => own.close() };
    });
  });

  it('refuses a file that is in use, in words for the operator', async () => {
    const url = newUrl();
    thread = await start(url);
    await expect(start(url)).rejects.toMatchObject({
      name: 'StorageError',
      code: 'in-use',
      message: expect.stringContaining('already open in another server'),
    });
  });

  it('finishes what was asked of it before it closes, and gives the file up', async () => {
    const url = newUrl();
    thread = await start(url);
    const anna = guest('anna');
    const created = threadedStorage(thread).users.create(anna);
    await thread.close();
    expect(await created).toMatchObject({ id: anna.id });
    const database = await openDatabase(url);
    await database.close();
    await expect(threadedStorage(thread).users.findById(anna.id)).rejects.toThrow('closed');
  });

  it('rejects what fails in it, and works on', async () => {
    thread = await start(newUrl());
    const { users } = threadedStorage(thread);
    const anna = await users.create(guest('anna'));
    await expect(users.claimName('anna', 'no one', null)).rejects.toThrow('FOREIGN KEY');
    expect(await users.claimName('anna', anna.id, null)).toBe(true);
  });

  it.each([
    ['ends', 'process.exit()', 'closed'],
    ['fails', 'throw new Error("out of memory")', 'out of memory'],
  ])('rejects what waits, and all later, when the thread %s', async (_, ending, reason) => {
    thread = await StorageThread.start({ url: '', delivery: 'caller' }, program(ending));
    const ping = thread.method('database', 'ping');
    await expect(Promise.all([ping(), ping()])).rejects.toThrow(reason);
    await expect(ping()).rejects.toThrow(reason);
  });
});
