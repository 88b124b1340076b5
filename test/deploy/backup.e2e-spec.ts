import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { TestClient } from '../../src/testing/index.js';
import { TOKEN_SECRET, tokenOf } from '../support/chat.js';
import { ServerProcess, temporaryFolder } from '../support/server-process.js';
import { findProgram } from '../../services/programs.js';
import { PostgresService } from '../../services/postgres.service.js';
import { describeWithPostgres } from '../support/services/describe-with.js';

const unlimited = { RATE_LIMIT_ENABLED: 'false' };

/** Sends until it is stopped; the texts that were acknowledged. */
function talk(client: TestClient): { acknowledged: string[]; stop: () => Promise<void> } {
  const acknowledged: string[] = [];
  const over = new AbortController();
  const talking = (async () => {
    for (let n = 0; !over.signal.aborted; n++) {
      await client.request('new message', { message: `said ${n}` });
      acknowledged.push(`said ${n}`);
    }
  })();
  const stop = () => {
    over.abort();
    return talking;
  };
  return { acknowledged, stop };
}

/** What a server on a restored database knows of the room, for the person whom a token names. */
async function textsFor(token: string, env: Record<string, string>): Promise<string[]> {
  const server = await ServerProcess.start(env);
  const reader = await TestClient.connect(server.url, { token });
  await reader.request('join room', { roomname: 'lobby' });
  const texts: string[] = [];
  for (let complete = false; !complete;) {
    const range = { room: 'lobby', after: texts.length, limit: 200 };
    const page = await reader.request('room history', range);
    texts.push(...page.messages.map(({ message }) => message));
    complete = page.complete;
  }
  reader.close();
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  return texts;
}

async function atLeast(count: number, texts: readonly string[]): Promise<void> {
  while (texts.length < count) await new Promise((resolve) => setImmediate(resolve));
}

describe('a backup of an SQLite file, as docs/operations.md has it made,', () => {
  let live: ReturnType<typeof temporaryFolder>;
  let backup: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    live = temporaryFolder();
    backup = temporaryFolder();
  });
  afterEach(() => {
    live.remove();
    backup.remove();
  });

  const at = (folder: { path: string }) => ({
    ...unlimited,
    DATABASE_URL: `sqlite:${folder.path}/parley.db`,
  });
  const copy = (...files: readonly string[]) => {
    for (const file of files) copyFileSync(`${live.path}/${file}`, `${backup.path}/${file}`);
  };

  it('is the file and the secret, when the server was stopped', async () => {
    const server = await ServerProcess.start(at(live));
    const alice = await TestClient.connect(server.url, { username: 'alice' });
    const token = await tokenOf(alice, { roomname: 'lobby' });
    const { acknowledged, stop } = talk(alice);
    await atLeast(50, acknowledged);
    await stop();
    await server.end('SIGTERM');
    copy('parley.db', 'parley.db.token-secret');
    expect(await textsFor(token, at(backup))).toEqual(acknowledged);
  });

  it('is the file and its log as they are at one moment, while it runs', async () => {
    const server = await ServerProcess.start(at(live));
    const alice = await TestClient.connect(server.url, { username: 'alice' });
    const token = await tokenOf(alice, { roomname: 'lobby' });
    const { acknowledged, stop } = talk(alice);
    await atLeast(50, acknowledged);
    // A process that is stopped leaves its files as a snapshot of the file system would show them.
    process.kill(server.pid, 'SIGSTOP');
    const before = acknowledged.length;
    copy('parley.db', 'parley.db-wal', 'parley.db.token-secret');
    process.kill(server.pid, 'SIGCONT');
    await atLeast(before + 20, acknowledged);
    await stop();
    await server.end('SIGTERM');
    const restored = await textsFor(token, at(backup));
    expect(restored.length).toBeGreaterThanOrEqual(before);
    expect(restored.slice(0, before)).toEqual(acknowledged.slice(0, before));
  });
});

describeWithPostgres('a backup of PostgreSQL, as docs/operations.md has it made,', () => {
  it('is restored whole, though it was made under load', async () => {
    const postgres = await PostgresService.start();
    const folder = temporaryFolder();
    const env = { ...unlimited, TOKEN_SECRET };
    const DATABASE_URL = await postgres.createDatabase();
    const server = await ServerProcess.start({ ...env, DATABASE_URL });
    const alice = await TestClient.connect(server.url, { username: 'alice' });
    const token = await tokenOf(alice, { roomname: 'lobby' });
    const { acknowledged, stop } = talk(alice);
    await atLeast(50, acknowledged);
    const before = acknowledged.length;
    const dump = `${folder.path}/parley.dump`;
    await promisify(execFile)(program('pg_dump'), [
      '--format=custom',
      `--file=${dump}`,
      DATABASE_URL,
    ]);
    await stop();
    await server.end('SIGTERM');
    const restored = await postgres.createDatabase();
    const options = ['--no-owner', '--exit-on-error', `--dbname=${restored}`];
    execFileSync(program('pg_restore'), [...options, dump]);
    const texts = await textsFor(token, { ...env, DATABASE_URL: restored });
    expect(texts.length).toBeGreaterThanOrEqual(before);
    expect(texts).toEqual(acknowledged.slice(0, texts.length));
    await postgres.stop();
    folder.remove();
  });
});

function program(name: string): string {
  const found = findProgram(name);
  if (found === undefined) throw new Error(`There is no ${name}`);
  return found;
}
