import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { openDatabase } from '../../src/storage/open-database.js';
import { createStorage } from '../../src/storage/storage.js';
import {
  createAccount,
  createConversation,
  createGuest,
  createRoom,
  draft,
  session,
  write,
} from '../contract/fixtures.js';
import { CommandProcess } from '../support/command-process.js';
import { ServerProcess, temporaryFolder } from '../support/server-process.js';
import { environmentOf } from '../support/databases.js';
import {
  describeWithDatabaseServer,
  startDatabaseServer,
  type DatabaseServer,
} from '../support/services/database-server.js';

const MESSAGES = 4_000;
const ROWS = 3 + 2 + 2 + 4 + MESSAGES + 1 + 1 + 1;

describeWithDatabaseServer('parley copy', () => {
  let postgres: DatabaseServer;
  let folder: ReturnType<typeof temporaryFolder>;
  let from: string;
  let to: string;
  beforeAll(async () => {
    postgres = await startDatabaseServer();
  });
  afterAll(() => postgres.stop());
  beforeEach(async () => {
    folder = temporaryFolder();
    from = `sqlite:${folder.path}/parley.db`;
    to = await postgres.createDatabase();
    await fillSource();
  });
  afterEach(() => folder.remove());

  async function fillSource(): Promise<void> {
    const database = await openDatabase(from);
    const storage = createStorage(database);
    const [anna, bob] = [await createGuest(storage, 'anna'), await createGuest(storage, 'bob')];
    await storage.users.claimName('anna', anna.id, null);
    const carol = session((await createAccount(storage, 'carol')).id);
    await storage.sessions.begin(carol, 'hash', 1);
    const room = await createRoom(storage, 'Lobby');
    for (const { id } of [anna, bob]) await storage.memberships.join(room.id, id, 1);
    const direct = await createConversation(storage, anna, bob);
    await write(storage, room, anna, MESSAGES - 1);
    const last = draft(direct.id, anna.id, { text: 'naïve 日本語 🙂', clientId: 'k' });
    await createStorage(database, 'outbox').messages.appendAll([last]);
    await database.close();
  }

  const copy = (...more: readonly string[]) =>
    new CommandProcess(['copy', '--from', from, '--to', to, ...more], {}, folder.path);

  async function query(statement: string): Promise<object[]> {
    const client = new Client({ connectionString: to });
    await client.connect();
    const { rows } = await client.query<object>(statement);
    await client.end();
    return rows;
  }

  it('copies everything, which a server then serves', async () => {
    const { code, stdout, stderr } = await copy().finish();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`messages: ${MESSAGES} of ${MESSAGES}\n`);
    expect(stdout).toContain(`Copied and verified: ${ROWS} rows in 8 tables.\n`);
    const database = await openDatabase(to);
    const { rooms, users, messages, outbox, accounts, sessions } = createStorage(database);
    const lobby = await rooms.findByKey('lobby');
    expect(lobby).toMatchObject({ name: 'Lobby', lastSeq: MESSAGES - 1, memberCount: 2 });
    expect(await users.findHolder('anna')).toMatchObject({ username: 'anna' });
    const carol = await accounts.findByName('carol');
    expect(carol).toMatchObject({ passwordHash: 'hash', user: { kind: 'registered' } });
    expect(await sessions.endAll(carol?.user.id ?? '', 2)).toHaveLength(1);
    const [waiting] = await outbox.first(1);
    expect(waiting?.message).toMatchObject({ text: 'naïve 日本語 🙂', clientId: 'k' });
    const next = draft(lobby?.id ?? '', waiting?.sender.id ?? '');
    expect(await messages.appendAll([next])).toEqual([{ kind: 'appended', seq: MESSAGES }]);
    await database.close();
    const again = await copy().finish();
    expect(again).toMatchObject({ code: 1, stderr: 'The target is not empty. Use one that is.\n' });
  });

  it('goes on where it was killed; until it is done no server uses the target', async () => {
    // It waits behind this lock when it has copied some.
    const holder = new Client({ connectionString: to });
    await openDatabase(to).then((database) => database.close());
    await holder.connect();
    await holder.query('create table hold (n int)');
    await holder.query(`create function wait() returns trigger language plpgsql as $$ begin
      if (select count(*) from parley_messages) >= 1000 then
        perform pg_advisory_lock_shared(1);
      end if;
      return new; end $$`);
    await holder.query(
      'create trigger wait before insert on parley_messages for each statement execute function wait()',
    );
    await holder.query('select pg_advisory_lock(1)');
    const first = copy();
    const waiting = `select from pg_locks where locktype = 'advisory' and not granted`;
    while ((await holder.query(waiting)).rowCount === 0);
    await first.end('SIGKILL');
    await holder.query('drop trigger wait on parley_messages').catch(() => undefined);
    await holder.end();
    expect(await query('select count(*) as n from parley_messages')).toEqual([{ n: '1000' }]);
    const refused = await ServerProcess.refused(environmentOf(to));
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^.* is being copied into\..*\n$/);
    const { code, stdout, stderr } = await copy().finish();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Copied and verified: ${ROWS} rows`);
  });

  it('refuses a source that is in use, is not there, or has changed since it was begun', async () => {
    const server = await ServerProcess.start({ DATABASE_URL: from });
    expect((await copy().finish()).stderr).toMatch(/already open in another server/);
    await server.end('SIGTERM');
    await openDatabase(to).then((database) => database.close());
    await query(`create table parley_copy as select 'another' as source`);
    expect((await copy().finish()).stderr).toMatch(/part of a copy of another database/);
    from = `sqlite:${folder.path}/none.db`;
    expect(await copy().finish()).toMatchObject({
      code: 1,
      stderr: `There is no database file ${folder.path}/none.db.\n`,
    });
  });

  it('says what is wrong with its arguments', async () => {
    const run = (args: readonly string[]) => new CommandProcess(args, {}, folder.path).finish();
    expect(await run(['copy', '--from', from])).toMatchObject({ code: 2 });
    expect(await run(['copy', '--from', to, '--to', from])).toMatchObject({ code: 2 });
    expect(await run(['copy', '--help'])).toMatchObject({ code: 0 });
  });
});

describeWithDatabaseServer('parley migrate', () => {
  it('applies what is missing, and says so', async () => {
    const postgres = await startDatabaseServer();
    const env = { DATABASE_URL: await postgres.createDatabase() };
    const folder = temporaryFolder();
    const migrate = () => new CommandProcess(['migrate'], env, folder.path).finish();
    const upToDate = 'The schema is up to date.\n';
    expect(await migrate()).toMatchObject({ code: 0, stdout: expect.stringContaining('Applied') });
    expect(await migrate()).toMatchObject({ code: 0, stdout: upToDate, stderr: '' });
    const unknown = env.DATABASE_URL.replace(/[^/]*$/, 'nowhere');
    const refused = await new CommandProcess(['migrate'], { DATABASE_URL: unknown }).finish();
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^The PostgreSQL database .*nowhere does not exist\..*\n$/);
    folder.remove();
    await postgres.stop();
  });
});
