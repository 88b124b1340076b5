import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, stat, truncate } from 'node:fs/promises';
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

/** What clients may try again, and for which reason: `ChatException`. */
const unavailable = (reason: string) => ({
  error: { code: 'UNAVAILABLE', retryable: true },
  cause: { message: expect.stringContaining(reason) },
});

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
    await expect(threadedStorage(thread).users.findById(anna.id)).rejects.toMatchObject(
      unavailable('closed'),
    );
  });

  it('rejects what fails in it, and works on', async () => {
    thread = await start(newUrl());
    const { users } = threadedStorage(thread);
    const anna = await users.create(guest('anna'));
    await expect(users.claimName('anna', 'no one', null)).rejects.toThrow('FOREIGN KEY');
    expect(await users.claimName('anna', anna.id, null)).toBe(true);
  });

  it('says of a fault of the disk that it may be tried again, also to who reads', async () => {
    const url = newUrl();
    const file = url.slice('sqlite:'.length);
    const people = Array.from({ length: 500 }, (_, n) => guest(`anna${n}`));
    const filling = await start(url);
    await Promise.all(people.map((person) => threadedStorage(filling).users.create(person)));
    await filling.close();
    thread = await start(url);
    const { size } = await stat(file);
    await truncate(file, size / 2);
    await truncate(file, size);
    const { users } = threadedStorage(thread);
    const answers = await Promise.allSettled(people.map(({ id }) => users.findById(id)));
    const faults = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer] : []));
    expect(faults).not.toEqual([]);
    for (const { reason } of faults) expect(reason).toMatchObject(unavailable('malformed'));
  });

  it.each([
    ['ends', 'process.exit()', 'closed'],
    ['fails', 'throw new Error("out of memory")', 'out of memory'],
  ])('rejects what waits, and all later, when the thread %s', async (_, ending, reason) => {
    thread = await StorageThread.start({ url: '', delivery: 'caller' }, program(ending));
    const ping = thread.method('database', 'ping');
    const rejection = unavailable(reason);
    await expect(Promise.all([ping(), ping()])).rejects.toMatchObject(rejection);
    await expect(ping()).rejects.toMatchObject(rejection);
  });
});
