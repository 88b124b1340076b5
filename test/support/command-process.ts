import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** What a command printed and how it ended. */
export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** The built `parley` command, in a process of its own, with pipes for a terminal. */
export class CommandProcess {
  stdout = '';
  stderr = '';
  private readonly child: Child;
  private readonly output = new EventEmitter();
  /** Resolves when it has ended. */
  readonly exit: Promise<Finished>;

  constructor(args: readonly string[], env: Record<string, string> = {}, cwd?: string) {
    const script = new URL('../../dist/cli/parley.js', import.meta.url).pathname;
    this.child = spawn(process.execPath, [script, ...args], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(cwd !== undefined && { cwd }),
    });
    // It may end before it has read everything.
    this.child.stdin.on('error', () => {});
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
      this.output.emit('more');
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
      this.output.emit('more');
    });
    this.exit = once(this.child, 'close').then(() => {
      this.output.emit('more');
      const { exitCode: code, signalCode: signal } = this.child;
      return { code, signal, stdout: this.stdout, stderr: this.stderr };
    });
  }

  /** Types a line. */
  enter(line: string): void {
    this.child.stdin.write(`${line}\n`);
  }

  /** Resolves when it printed this, on either stream; rejects if it ends without. */
  async prints(text: string): Promise<void> {
    while (!this.stdout.includes(text) && !this.stderr.includes(text)) {
      if (this.child.exitCode !== null || this.child.signalCode !== null) {
        throw new Error(`It ended without "${text}":\n${this.stdout}${this.stderr}`);
      }
      await once(this.output, 'more');
    }
  }

  /** Reads no more of its standard output. */
  closeOutput(): void {
    this.child.stdout.destroy();
  }

  /** Ends its input and resolves when it has ended. */
  async finish(): Promise<Finished> {
    this.child.stdin.end();
    return this.exit;
  }

  /** Sends a signal and resolves when it has ended. */
  async end(signal: NodeJS.Signals): Promise<Finished> {
    this.child.kill(signal);
    return this.exit;
  }
}
