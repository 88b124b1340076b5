import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** Whom a program runs as; by default, who runs the tests. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** How to start a program, and how to know that it serves. */
export interface ServiceCommand {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly account?: Account | undefined;
  /** Matches something that it prints when it serves. */
  readonly ready: RegExp;
}

const START_TIMEOUT_MS = 300_000;

/** A server program that a test started, and may do anything to. */
export class ServiceProcess {
  private static readonly running = new Set<ServiceProcess>();

  private constructor(
    private readonly child: ChildProcessByStdio<null, Readable, Readable>,
    private readonly ended: Promise<unknown>,
  ) {}

  /** Resolves when it serves. Rejects with what it printed if it ends instead. */
  static async start(command: ServiceCommand): Promise<ServiceProcess> {
    const child = spawn(command.program, command.arguments, {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: '/',
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
      ...command.account,
    });
    const ended = once(child, 'close');
    let printed = '';
    await new Promise<void>((resolve, reject) => {
      const give = (why: string) => {
        child.kill('SIGKILL');
        reject(new Error(`${command.program} ${why}:\n${printed}`));
      };
      const timer = setTimeout(() => give('did not serve in time'), START_TIMEOUT_MS);
      child.once('error', reject);
      child.once('close', () => {
        clearTimeout(timer);
        give('ended');
      });
      const listen = (chunk: unknown) => {
        printed = (printed + String(chunk)).slice(-10_000);
        if (!command.ready.test(printed)) return;
        clearTimeout(timer);
        resolve();
      };
      child.stdout.on('data', listen);
      child.stderr.on('data', listen);
    });
    const service = new ServiceProcess(child, ended);
    this.running.add(service);
    return service;
  }

  /** Kills all that were started and not ended, without waiting: for a program on its way out. */
  static killAll(): void {
    for (const { child } of this.running) child.kill('SIGKILL');
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends a signal and resolves when the program has ended. */
  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    await this.ended;
    ServiceProcess.running.delete(this);
  }
}
