import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { CommandProcess } from '../support/command-process.js';
import { ServerProcess, temporaryFolder } from '../support/server-process.js';

describe('the parley command', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  const run = (args: readonly string[], env: Record<string, string> = {}) =>
    new CommandProcess(args, env, folder.path).finish();

  it('says its version', async () => {
    const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
    const { code, stdout } = await run(['--version']);
    expect(manifest).toMatchObject({ version: stdout.trim() });
    expect(code).toBe(0);
  });

  it.each([[], ['serve'], ['chat'], ['check-config']])(
    'explains itself: %s',
    async (...command) => {
      const { code, stdout, stderr } = await run([...command, '--help']);
      expect(stdout).toContain(`Usage: parley ${command.join(' ')}`.trimEnd());
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    },
  );

  it.each([
    [[], 'Usage: parley'],
    [['nope'], "unknown command 'nope'"],
    [['chat', '--nope'], "unknown option '--nope'"],
    [['chat', '--url', 'ftp://x'], 'It must begin with http:// or https://'],
    [['chat', 'lobby'], 'too many arguments'],
  ])('ends with 2 when it does not understand: %j', async (args, told) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(told);
  });

  it('shows the settings, but no secret', async () => {
    const secret = 'a secret of more than thirty-two bytes';
    const { code, stdout } = await run(['check-config'], {
      PORT: '0',
      TOKEN_SECRET: secret,
      DATABASE_URL: 'postgres://parley:hunter2@db.example/parley?password=hunter3',
    });
    expect(stdout).toContain('PORT=0\n');
    expect(stdout).toContain('DATABASE_URL=postgres://…@db.example/parley?password=…\n');
    expect(stdout).toContain('# TOKEN_SECRET is set, and secret\n');
    expect(stdout).not.toContain(secret);
    expect(code).toBe(0);
  });

  it('ends with 1 and what is wrong with the settings', async () => {
    const { code, stderr } = await run(['check-config'], { PORT: 'eighty', LOG_LEVEL: 'loud' });
    expect(stderr).toContain('PORT is "eighty"; it must be');
    expect(stderr).toContain('LOG_LEVEL is "loud"; it must be');
    expect(code).toBe(1);
  });

  it('tells what keeps a server from starting in production, as the server would', async () => {
    const env = { NODE_ENV: 'production', HOST: '0.0.0.0', PORT: 'eighty' };
    const told = await run(['check-config'], env);
    expect(told.code).toBe(1);
    for (const name of ['PORT', 'TOKEN_SECRET', 'HOST']) {
      expect(told.stderr).toMatch(new RegExp(`^  ${name} is `, 'm'));
    }
    const { code, stderr } = await ServerProcess.refused(env);
    expect({ code, stderr }).toEqual({ code: 1, stderr: told.stderr });
  });

  it('serves until it is told to end', async () => {
    const server = new CommandProcess(['serve'], { PORT: '0' }, folder.path);
    await server.prints('listening on http://127.0.0.1:');
    expect(await server.end('SIGTERM')).toMatchObject({ code: 0 });
  });
});
