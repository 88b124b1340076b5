import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sql } from 'kysely';
import { freePort } from '../../services/free-port.js';
import { openDatabase } from '../../src/storage/open-database.js';
import { CommandProcess } from '../support/command-process.js';
import { environmentOf } from '../support/databases.js';
import { ServerProcess } from '../support/server-process.js';
import { PostgresService } from '../../services/postgres.service.js';
import { describeWithPostgres } from '../support/services/describe-with.js';
import { pretendPostgres, silentServer } from '../support/services/pretend-server.js';

describeWithPostgres('a server that starts on PostgreSQL', () => {
  let postgres: PostgresService;
  let url: string;
  beforeAll(async () => {
    postgres = await PostgresService.start();
    url = await postgres.createDatabase();
  });
  afterAll(() => postgres.stop());

  /** One line on stderr, without the password. */
  async function refusal(databaseUrl: string): Promise<string> {
    const { code, stdout, stderr } = await ServerProcess.refused(environmentOf(databaseUrl));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^.+\n$/);
    expect(stderr).not.toContain('hunter2');
    return stderr;
  }

  it('says what is wrong with the user, the database or the URL', async () => {
    const { host } = new URL(url);
    const nobody = `postgres://nobody:hunter2@${host}/test_1`;
    expect(await refusal(nobody)).toContain(`${host}/test_1 refuses the user`);
    const nowhere = `postgres://parley:hunter2@${host}/nowhere`;
    expect(await refusal(nowhere)).toContain(`${host}/nowhere does not exist`);
    const malformed = `postgres://parley:hunter2%@${host}/test_1`;
    expect(await refusal(malformed)).toContain('percent-encoded');
  });

  it('refuses a schema of a newer release', async () => {
    const newer = await postgres.createDatabase();
    const { kysely } = await openDatabase(newer);
    await sql`insert into parley_migrations values ('9999-later', '2100-01-01')`.execute(kysely);
    await kysely.destroy();
    expect(await refusal(newer)).toMatch(/written by a newer release \(it has 9999-later\)/);
  });

  it('waits for one that is not there yet, and says why', async () => {
    await postgres.crash();
    const server = new CommandProcess(['serve'], { PORT: '0', ...environmentOf(url) });
    await server.prints('cannot be reached: nothing listens there. Trying again.');
    await postgres.restart();
    await server.prints('listening on http://127.0.0.1:');
    expect(await server.end('SIGTERM')).toMatchObject({ code: 0 });
  });

  it('says in one line what is wrong with one that was waited for', async () => {
    const port = await freePort();
    const late = `postgres://parley:hunter2@127.0.0.1:${port}/chat`;
    const server = new CommandProcess(['serve'], { PORT: '0', ...environmentOf(late) });
    await server.prints('cannot be reached: nothing listens there. Trying again.');
    const old = await pretendPostgres(140_012, '14.12', port);
    const { code, stdout, stderr } = await server.exit;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The PostgreSQL .* is on PostgreSQL 14.12, and 15 or newer is needed\.\n$/,
    );
    expect(stdout).not.toContain('hunter2');
    await old.stop();
  });

  it('gives up one that never comes, or never answers', async () => {
    const open = (port: number) =>
      openDatabase(`postgres://parley@127.0.0.1:${port}/chat`, { startWithinMs: 1_000 });
    await expect(open(await freePort())).rejects.toThrow(
      'cannot be reached: nothing listens there.',
    );
    const silent = await silentServer();
    await expect(open(silent.port)).rejects.toThrow('does not answer.');
    await silent.stop();
  });
});
