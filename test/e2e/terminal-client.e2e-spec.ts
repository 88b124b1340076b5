import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdirSync, statSync } from 'node:fs';
import { createServer, type Server as HttpServer } from 'node:http';
import { join } from 'node:path';
import { Server } from 'socket.io';
import { freePort } from '../../services/free-port.js';
import { CommandProcess } from '../support/command-process.js';
import { ServerProcess, temporaryFolder } from '../support/server-process.js';
import { TcpProxy } from '../support/tcp-proxy.js';

const TIME = /^\d\d:\d\d:\d\d /;

/** Messages as printed, without their times. */
function messages(stdout: string): string[] {
  return stdout
    .split('\n')
    .filter((line) => TIME.test(line) && !line.includes(' * '))
    .map((line) => line.replace(TIME, ''));
}

describe('parley chat, in pipes', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let server: ServerProcess;
  let running: CommandProcess[];
  let proxy: TcpProxy | undefined;

  beforeEach(async () => {
    folder = temporaryFolder();
    running = [];
    server = await startServer();
  });
  afterEach(async () => {
    await Promise.all(running.map((process) => process.end('SIGKILL')));
    await proxy?.cut();
    proxy = undefined;
    await server.end('SIGKILL');
    folder.remove();
  });

  const startServer = (env: Record<string, string> = {}): Promise<ServerProcess> =>
    ServerProcess.start({ DATABASE_URL: `sqlite:${folder.path}/parley.db`, ...env });

  /** Each home is a machine of its own. */
  function chat(user: string, options: { room?: string; home?: string; url?: string } = {}) {
    const { room = 'lobby', home = 'home', url = server.url } = options;
    const state = join(folder.path, home);
    const process = new CommandProcess(['chat', '--url', url, '--room', room, '--user', user], {
      XDG_STATE_HOME: state,
    });
    running.push(process);
    return process;
  }

  async function say(user: string, ...lines: string[]) {
    const process = chat(user);
    for (const line of lines) process.enter(line);
    return process.finish();
  }

  it('sends its input, prints it when it is stored, and ends', async () => {
    const { code, stdout, stderr } = await say('alice', 'hi', '', 'there', '/quit', 'never');
    expect(messages(stdout)).toEqual(['alice: hi', 'alice: there']);
    expect(stderr).toBe('parley: you are in lobby (1 member)\n');
    expect(code).toBe(0);
  });

  it('shows what was said before, and keeps the name by a token for its owner only', async () => {
    await say('alice', 'hi');
    const { code, stdout } = await say('alice', 'again');
    expect(messages(stdout)).toEqual(['alice: hi', 'alice: again']);
    expect(code).toBe(0);
    const state = join(folder.path, 'home', 'parley');
    const modes = readdirSync(state).map((file) => statSync(join(state, file)).mode & 0o777);
    expect(modes).toEqual([0o600]);
  });

  it('loses nothing and doubles nothing when the server is killed', async () => {
    await server.end('SIGTERM');
    const PORT = String(await freePort());
    server = await startServer({ PORT });
    const alice = chat('alice');
    await alice.prints('you are in lobby');
    const bob = chat('bob');
    await alice.prints('bob has joined !');
    for (let round = 1; round <= 3; round++) {
      alice.enter(`${round} before`);
      await bob.prints(`alice: ${round} before`);
      for (let n = 1; n <= 20; n++) alice.enter(`${round} meanwhile ${n}`);
      await alice.prints(`alice: ${round} meanwhile 1`);
      await server.end('SIGKILL');
      bob.enter(`${round} while it is dead`);
      server = await startServer({ PORT });
      await alice.prints(`bob: ${round} while it is dead`);
      await bob.prints(`alice: ${round} meanwhile 20`);
    }
    alice.enter('the end');
    await bob.prints('alice: the end');
    const seen = await Promise.all([alice.finish(), bob.finish()]);
    expect(seen.map(({ code }) => code)).toEqual([0, 0]);
    const [byAlice, byBob] = seen.map(({ stdout }) => messages(stdout));
    expect(byBob).toEqual(byAlice);
    expect(byAlice).toHaveLength(3 * 22 + 1);
    expect(new Set(byAlice).size).toBe(3 * 22 + 1);
    const alices = byAlice?.filter((line) => line.startsWith('alice: 2'));
    expect(alices).toEqual([
      'alice: 2 before',
      ...Array.from({ length: 20 }, (_, n) => `alice: 2 meanwhile ${n + 1}`),
    ]);
    expect(seen[1]?.stderr).toContain('connection lost, trying again');
    expect(seen[1]?.stderr).toContain('connected again');
  });

  it('counts and shows what was missed', async () => {
    proxy = await TcpProxy.start(server.url);
    const bob = chat('bob', { url: proxy.url });
    await bob.prints('you are in lobby');
    await proxy.cut();
    await bob.prints('connection lost');
    await say('alice', 'one', 'two', 'three');
    await proxy.restore();
    await bob.prints('alice: three');
    const { stdout, stderr } = await bob.finish();
    expect(stderr).toContain('parley: connected again\nparley: 3 messages missed:\n');
    expect(messages(stdout)).toEqual(['alice: one', 'alice: two', 'alice: three']);
  });

  it('carries private messages, marked as such, to the two alone', async () => {
    const bob = chat('bob');
    await bob.prints('you are in lobby');
    const carol = chat('carol');
    await carol.prints('you are in lobby');
    const { stdout } = await say('alice', '/pm bob psst', '/pm @bob really', 'aloud');
    expect(messages(stdout)).toEqual([
      '[pm] you → bob: psst',
      '[pm] you → bob: really',
      'alice: aloud',
    ]);
    await bob.prints('[pm] alice → you: psst');
    await bob.prints('[pm] alice → you: really');
    await carol.prints('alice: aloud');
    expect(carol.stdout).not.toContain('psst');
  });

  it('delivers private messages to who was away', async () => {
    await say('bob', '/quit');
    await say('alice', '/pm bob psst');
    const bob = chat('bob');
    await bob.prints('[pm] alice → you: psst');
    expect((await bob.finish()).code).toBe(0);
  });

  it('is in several rooms, and names those that one does not speak in', async () => {
    const alice = chat('alice');
    alice.enter('/join dev');
    await alice.prints('you are in dev');
    const { stdout } = await say('bob', 'to the lobby', '/join dev', 'to dev', '/leave', 'back');
    expect(messages(stdout)).toEqual(['bob: to the lobby', 'bob: to dev', 'bob: back']);
    await alice.prints('[lobby] bob: back');
    alice.enter('/rooms');
    await alice.prints('lobby (2 members, 2 messages)');
    expect(messages(alice.stdout)).toEqual([
      '[lobby] bob: to the lobby',
      'bob: to dev',
      '[lobby] bob: back',
    ]);
  });

  it('loads older messages on demand, page by page', async () => {
    await say('alice', ...Array.from({ length: 55 }, (_, n) => `number ${n + 1}`));
    const { stdout } = await say('bob', '/history 3', '/history', '/history');
    const lines = stdout.split('\n').map((line) => line.replace(TIME, ''));
    expect(lines.slice(0, 50)).toEqual(
      Array.from({ length: 50 }, (_, n) => `alice: number ${n + 6}`),
    );
    expect(lines.slice(50, -1)).toEqual([
      '-- older messages of lobby: --',
      'alice: number 3',
      'alice: number 4',
      'alice: number 5',
      '-- end --',
      '-- older messages of lobby: --',
      'alice: number 1',
      'alice: number 2',
      '-- end --',
      '-- no older messages of lobby --',
    ]);
  });

  it('goes on after a line that is refused, and ends with 1', async () => {
    const { code, stdout, stderr } = await say('alice', 'x'.repeat(4_001), '/nope', 'fine');
    expect(messages(stdout)).toEqual(['alice: fine']);
    expect(stderr).toContain('not sent: xxx');
    expect(stderr).toContain('no such command: /nope; /help lists them');
    expect(code).toBe(1);
  });

  it('ends with 1 and advice when the name is taken, though its input goes on', async () => {
    const alice = chat('alice');
    await alice.prints('you are in lobby');
    const other = chat('alice', { home: 'elsewhere' });
    await other.prints('choose another with --user NAME');
    expect((await other.exit).code).toBe(1);
  });

  it('ends with 1 and advice when nobody answers', async () => {
    await server.end('SIGKILL');
    const { code, stdout, stderr } = await say('alice', 'hi');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`no server answers at ${server.url}: start one with "parley serve"`);
  });

  it('ends with 0 when its output is no longer read', async () => {
    const alice = chat('alice');
    await alice.prints('you are in lobby');
    alice.closeOutput();
    // A write after the first tells that nobody reads.
    for (const line of ['one', 'two', 'three']) alice.enter(line);
    expect((await alice.exit).code).toBe(0);
  });

  it('shows texts of others in one harmless line', async () => {
    const bob = chat('bob');
    await bob.prints('you are in lobby');
    await say('alice', 'user \u202egnp.exe');
    await bob.prints('gnp.exe');
    expect(messages(bob.stdout)).toEqual(['alice: user <U+202E>gnp.exe']);
  });
});

describe('parley chat, with a server that means harm', () => {
  let http: HttpServer;
  let server: Server;
  let folder: ReturnType<typeof temporaryFolder>;

  beforeEach(async () => {
    folder = temporaryFolder();
    http = createServer((_, response) => response.writeHead(404).end());
    server = new Server(http);
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    await server.close();
    folder.remove();
  });

  it('prints nothing that commands a terminal or forges a line', async () => {
    const evil = '\u001b[2J\u009b31m\u202e\r\n12:00:00 bob: yes';
    const at = new Date().toISOString();
    const member = { username: evil, status: 'online' };
    const error = { code: 'INTERNAL', message: evil, retryable: false, fields: { [evil]: [evil] } };
    const stored = { id: evil, seq: 1, type: 'generic', room: evil, at };
    const notice = {
      type: 'system',
      event: 'joined',
      room: evil,
      username: evil,
      message: evil,
      at,
    };
    server.on('connection', (socket) => {
      socket.on('join room', (_payload, ack: (answer: unknown) => void) => {
        const message = { ...stored, username: evil, message: evil };
        const room = { room: evil, username: 'alice', token: 't', count: 1, lastSeq: 1 };
        ack({ ok: true, ...room, members: [member], messages: [message], complete: true });
        socket.emit('new message', notice);
      });
      socket.on('list members', (_payload, ack: (answer: unknown) => void) =>
        ack({ ok: true, members: [member], count: 1, complete: true }),
      );
      socket.on('list rooms', (_payload, ack: (answer: unknown) => void) =>
        ack({ ok: true, rooms: [{ name: evil, members: 1, lastSeq: 1 }], complete: true }),
      );
      socket.on('new message', (_payload, ack: (answer: unknown) => void) =>
        ack({ ok: false, error }),
      );
    });
    const address = http.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const alice = new CommandProcess(
      ['chat', '--url', `http://127.0.0.1:${port}`, '--user', 'alice'],
      { XDG_STATE_HOME: folder.path },
    );
    for (const line of ['/who', '/rooms', 'hi']) alice.enter(line);
    const { code, stdout, stderr } = await alice.finish();
    expect(code).toBe(1);
    const all = `${stdout}${stderr}`;
    expect(all.match(/␛\[2J/g)?.length).toBeGreaterThan(5);
    expect(all).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(all).not.toMatch(/^12:00:00/m);
  });
});
