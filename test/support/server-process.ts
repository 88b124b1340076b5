import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

/** How the built server ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** How a server ended that did not start, and what it printed. */
export interface Refused extends Exit {
  stdout: string;
  stderr: string;
}

/** What a process printed: on both streams as it came, and on each. */
interface Printed {
  text: string;
  stdout: string;
  stderr: string;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

const LISTENING = /listening on (http:\/\/[\w.:]+)/i;
/** Far more than it takes, for a machine with other work. Milliseconds. */
const START_TIMEOUT_MS = 480_000;

/** The built server, in a process of its own, as `npm start` runs it. */
export class ServerProcess {
  private constructor(
    private readonly child: Child,
    /** Resolves when the process has ended, however that came. */
    readonly exit: Promise<Exit>,
    /** Where it listens. */
    readonly url: string,
    private readonly printed: Printed,
  ) {}

  /** Starts it and resolves when it listens. Rejects with what it printed when it ends instead. */
  static async start(env: Record<string, string> = {}): Promise<ServerProcess> {
    const launched = launch(env);
    const url = await new Promise<string>((resolve, reject) => {
      const give = (why: string) => {
        clearTimeout(timer);
        launched.child.kill('SIGKILL');
        reject(new Error(`${why}:\n${launched.printed.text}`));
      };
      const timer = setTimeout(() => give('It did not listen in time'), START_TIMEOUT_MS);
      launched.onOutput(() => {
        const listening = LISTENING.exec(launched.printed.text)?.[1];
        if (!listening) return;
        clearTimeout(timer);
        resolve(listening);
      });
      void launched.exit.then(() => give('It ended'));
    });
    return new ServerProcess(launched.child, launched.exit, url, launched.printed);
  }

  /** Starts it where it is expected to refuse; resolves with how it ended and what it printed. */
  static async refused(env: Record<string, string>): Promise<Refused> {
    const { exit, printed } = launch(env);
    const { code, signal } = await exit;
    return { code, signal, stdout: printed.stdout, stderr: printed.stderr };
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  /** Everything that it printed, on both streams. */
  get output(): string {
    return this.printed.text;
  }

  /** Sends a signal and resolves when the process has ended. */
  async end(signal: NodeJS.Signals): Promise<Exit> {
    this.child.kill(signal);
    return this.exit;
  }
}

function launch(env: Record<string, string>) {
  const child: Child = spawn(process.execPath, ['dist/main.js'], {
    env: { PATH: process.env['PATH'] ?? '', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: Printed = { text: '', stdout: '', stderr: '' };
  const listeners: (() => void)[] = [];
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      printed.text += text;
      printed[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const exit = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return { child, exit, printed, onOutput: (listener: () => void) => listeners.push(listener) };
}

/** A folder for a test's files, and how to remove it. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'parley-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Holds a free port until it is released. */
export async function occupyPort(): Promise<{ port: number; release: () => Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('It has no port');
  const release = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { port: address.port, release };
}
