import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PASSWORD } from '../support/auth-api.js';
import { CommandProcess } from '../support/command-process.js';
import { describeAtTerminal } from '../support/services/describe-with.js';
import { ServerProcess, temporaryFolder } from '../support/server-process.js';
import { TerminalProcess } from '../support/terminal-process.js';

const ENTER = '\r';

describe('parley chat, with an account', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let server: ServerProcess;
  let passwordFile: string;
  beforeEach(async () => {
    folder = temporaryFolder();
    passwordFile = join(folder.path, 'password');
    writeFileSync(passwordFile, `${PASSWORD}\n`);
    server = await ServerProcess.start({
      AUTH_MODE: 'accounts',
      ALLOW_GUESTS: 'false',
      DATABASE_URL: 'sqlite::memory:',
    });
  });
  afterEach(async () => {
    await server.end('SIGKILL');
    folder.remove();
  });

  const words = (...more: readonly string[]) => [
    'chat',
    '--url',
    server.url,
    '--user',
    'alice',
    ...more,
  ];
  const env = () => ({ XDG_STATE_HOME: folder.path });
  /** Says something and ends. */
  async function say(text: string, ...more: readonly string[]) {
    const chat = new CommandProcess(words(...more), env());
    chat.enter(text);
    return chat.finish();
  }

  it('registers by a password file, and needs none from then on', async () => {
    const without = await say('hello');
    expect(without).toMatchObject({ code: 1, stdout: '' });
    expect(without.stderr).toContain('--password-file');
    const first = await say('hello', '--register', '--password-file', passwordFile);
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('alice: hello') });
    const again = await say('again');
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('alice: hello') });
  });

  it('says so when the password is wrong, the name taken, or the file not there', async () => {
    expect((await say('hi', '--password-file', passwordFile)).stderr).toContain('wrong password');
    await say('hi', '--register', '--password-file', passwordFile);
    const taken = await say('hi', '--register', '--password-file', passwordFile);
    expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining('taken') });
    const missing = await say('hi', '--register', '--password-file', `${passwordFile}s`);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be read') });
  });

  describeAtTerminal('at a terminal', () => {
    it('asks for the password, and does not show it', async () => {
      const terminal = new TerminalProcess(words('--register'), { cols: 60, rows: 20 }, env());
      await terminal.shows(/Password of alice:/);
      terminal.type(`${PASSWORD}${ENTER}`);
      const screen = await terminal.shows(/^lobby>$/m);
      expect(screen).not.toContain(PASSWORD);
      await terminal.kill();
    });
  });
});
