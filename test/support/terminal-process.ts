import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import headless from '@xterm/headless';

type Child = ChildProcessByStdio<Writable, Readable, null>;

export interface TerminalSize {
  cols: number;
  rows: number;
}

/**
 * The built `parley` command at a terminal: its output goes through a terminal emulator, so that a
 * test sees what a person would. The pseudo-terminal is made by util-linux's `script`.
 */
export class TerminalProcess {
  /** Resolves with the exit code when it has ended. */
  readonly exit: Promise<number | null>;
  private readonly child: Child;
  private readonly terminal: headless.Terminal;
  private readonly drawn = new EventEmitter();
  private ended = false;

  constructor(args: readonly string[], { cols, rows }: TerminalSize, env: Record<string, string>) {
    const script = new URL('../../dist/cli/parley.js', import.meta.url).pathname;
    const words = [process.execPath, script, ...args].map((word) => `'${word}'`).join(' ');
    const command = `stty cols ${cols} rows ${rows}; exec ${words}`;
    this.terminal = new headless.Terminal({ cols, rows, allowProposedApi: true });
    this.child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.child.stdin.on('error', () => {});
    this.child.stdout.on('data', (bytes: Buffer) => {
      this.terminal.write(bytes, () => this.drawn.emit('change'));
    });
    this.exit = once(this.child, 'close').then(() => {
      this.ended = true;
      this.drawn.emit('change');
      return this.child.exitCode;
    });
  }

  /** Presses keys. */
  type(keys: string): void {
    this.child.stdin.write(keys);
  }

  /** What is on the screen: its rows without what is empty at their ends, and below the last. */
  get screen(): string {
    const { active } = this.terminal.buffer;
    const rows = Array.from({ length: active.length }, (_, row) =>
      active.getLine(row)?.translateToString(true),
    );
    return rows.join('\n').trimEnd();
  }

  /** Resolves with the screen when it looks so; rejects if the program ends without. */
  async shows(wanted: RegExp): Promise<string> {
    while (!wanted.test(this.screen)) {
      if (this.ended) throw new Error(`It ended without ${wanted.source}:\n${this.screen}`);
      await once(this.drawn, 'change');
    }
    return this.screen;
  }

  /** Ends it, wherever it is. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exit;
    this.terminal.dispose();
  }
}
