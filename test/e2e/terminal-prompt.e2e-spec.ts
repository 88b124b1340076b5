import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { freePort } from '../../services/free-port.js';
import { CommandProcess } from '../support/command-process.js';
import { describeAtTerminal } from '../support/services/describe-with.js';
import { ServerProcess, temporaryFolder } from '../support/server-process.js';
import { TerminalProcess } from '../support/terminal-process.js';

const ENTER = '\r';
const TAB = '\t';
const BACKSPACE = '\u007f';
const CTRL_C = '\u0003';
const CTRL_D = '\u0004';

/** The screen without times, so that it can be compared. */
const timeless = (screen: string): string[] =>
  screen.split('\n').map((line) => line.replace(/^\d\d:\d\d:\d\d /, ''));

describeAtTerminal('parley chat, at a terminal', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let server: ServerProcess;
  let alice: TerminalProcess;
  let bob: CommandProcess;

  const startServer = (port: string): Promise<ServerProcess> =>
    ServerProcess.start({ DATABASE_URL: `sqlite:${folder.path}/parley.db`, PORT: port });
  const chat = (user: string): string[] => ['chat', '--url', server.url, '--user', user];

  beforeEach(async () => {
    folder = temporaryFolder();
    server = await startServer(String(await freePort()));
    const env = { XDG_STATE_HOME: folder.path };
    bob = new CommandProcess(chat('bob'), env);
    await bob.prints('you are in lobby');
    alice = new TerminalProcess(chat('alice'), { cols: 40, rows: 20 }, env);
    await alice.shows(/^lobby>$/m);
  });
  afterEach(async () => {
    await Promise.all([alice.kill(), bob.end('SIGKILL'), server.end('SIGKILL')]);
    folder.remove();
  });

  it('shows a message where it was typed, once it is stored', async () => {
    alice.type(`hi${ENTER}`);
    const screen = await alice.shows(/alice: hi\nlobby>$/);
    expect(timeless(screen)).toEqual(['-- you are in lobby (2 members) --', 'alice: hi', 'lobby>']);
  });

  it('keeps the line that is being typed below what arrives, however long', async () => {
    const typed = 'a line that is longer than the terminal is wide';
    alice.type(typed);
    await alice.shows(/wide$/);
    bob.enter('hello alice');
    await alice.shows(/bob: hello alice/);
    alice.type(`${BACKSPACE.repeat(4)}deep`);
    await alice.shows(/is deep$/);
    bob.enter('and again');
    const screen = await alice.shows(/and again\nlobby> a line that.*\n.*is deep$/);
    expect(timeless(screen)).toEqual([
      '-- you are in lobby (2 members) --',
      'bob: hello alice',
      'bob: and again',
      'lobby> a line that is longer than the te',
      'rminal is deep',
    ]);
    alice.type(ENTER);
    await bob.prints('alice: a line that is longer than the terminal is deep\n');
    const sent = timeless(await alice.shows(/lobby>$/));
    expect(sent.filter((line) => line.includes('a line that'))).toHaveLength(1);
  });

  it('completes commands and names', async () => {
    alice.type('/w');
    alice.type(TAB);
    await alice.shows(/lobby> \/who$/);
    alice.type(ENTER);
    await alice.shows(/bob \(online\)/);
    alice.type('bo');
    alice.type(TAB);
    expect(await alice.shows(/lobby> bob:$/)).not.toContain('\t');
  });

  it('says honestly what is not sent while the server is dead, and sends it when it lives', async () => {
    const { port } = new URL(server.url);
    await server.end('SIGKILL');
    await alice.shows(/connection lost, trying again/);
    alice.type(`are you there?${ENTER}half a li`);
    const waiting = await alice.shows(/lobby \(offline, 1 sending\)> half a li$/);
    expect(waiting).not.toContain('alice: are you there?');
    server = await startServer(port);
    const screen = await alice.shows(/alice: are you there\?\n(.*\n)*lobby> half a li$/);
    expect(screen.match(/are you there/g)).toHaveLength(1);
    await bob.prints('alice: are you there?');
  });

  it('tells which messages were never confirmed when it is quit', async () => {
    await server.end('SIGKILL');
    await alice.shows(/connection lost/);
    alice.type(`too late${ENTER}`);
    await alice.shows(/1 sending/);
    alice.type(`/quit${ENTER}`);
    await alice.shows(/! not confirmed by the server: too late/);
    expect(await alice.exit).toBe(0);
  });

  it('drops a line on Ctrl-C, and ends on another', async () => {
    alice.type('never mind');
    await alice.shows(/never mind$/);
    alice.type(CTRL_C);
    await alice.shows(/lobby>$/);
    alice.type(CTRL_C);
    expect(await alice.exit).toBe(0);
  });

  it('ends on Ctrl-D', async () => {
    alice.type(CTRL_D);
    expect(await alice.exit).toBe(0);
  });
});
