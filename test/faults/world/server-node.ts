import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { freePort } from '../../../services/free-port.js';
import { ServerProcess, type Exit } from '../../support/server-process.js';
import type { HistoryRecorder } from '../history/history.recorder.js';

/** What a run does to a node, and what it must never find in its logs. */
export interface NodeOptions {
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  /** Texts and secrets of the run. */
  readonly canary: string;
}

/** A server of the run: one process after another, at one port. */
export class ServerNode {
  private process: ServerProcess | undefined;
  private readonly earlierOutput: string[] = [];

  private constructor(
    private readonly recorder: HistoryRecorder,
    private readonly options: NodeOptions,
    private readonly port: number,
  ) {}

  static async start(recorder: HistoryRecorder, options: NodeOptions): Promise<ServerNode> {
    const node = new ServerNode(recorder, options, await freePort());
    await node.start();
    return node;
  }

  get name(): string {
    return this.options.name;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.running.pid;
  }

  get isRunning(): boolean {
    return this.process !== undefined;
  }

  /** Memory that it holds now. */
  get rssBytes(): number {
    return memoryOf(this.pid, 'VmRSS');
  }

  /** Starts it, after it was ended, with other settings if any are given. */
  async start(env: Readonly<Record<string, string>> = {}): Promise<void> {
    const settings = { ...this.options.env, ...env, PORT: String(this.port) };
    const started = await ServerProcess.start(settings);
    this.process = started;
    this.recorder.add({ op: 'process', node: this.name, pid: started.pid, event: 'started' });
    void this.follow(started);
  }

  /** Ends it with a signal; resolves when it has ended. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<Exit> {
    const { running } = this;
    this.look();
    this.recorder.add({ op: 'process', node: this.name, pid: running.pid, event: 'killed' });
    const exit = await running.end(signal);
    this.process = undefined;
    return exit;
  }

  /** It does nothing until it is resumed. */
  pause(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  resume(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  /** Sends it a signal that it is to survive. */
  signal(signal: NodeJS.Signals): void {
    process.kill(this.pid, signal);
  }

  /** What `GET /health/ready` answers; 0: nothing, in time. */
  async readiness(): Promise<number> {
    try {
      const { status } = await fetch(`${this.url}/health/ready`, {
        signal: AbortSignal.timeout(2_000),
      });
      return status;
    } catch {
      return 0;
    }
  }

  /** Writes down what it held at most, and what it printed that it must not. */
  look(): void {
    const { pid, output } = this.running;
    const lines = output.split('\n');
    this.recorder.add({
      op: 'vitals',
      node: this.name,
      pid,
      rssBytes: memoryOf(pid, 'VmHWM'),
      unhandled: lines.filter((line) => /unhandled|uncaught/i.test(line)).length,
      canaries: lines.filter((line) => line.includes(this.options.canary)).length,
    });
  }

  async saveOutput(folder: string): Promise<void> {
    const output = [...this.earlierOutput, this.process?.output ?? ''].join('\n');
    await writeFile(`${folder}/${this.name}.log`, output);
  }

  private async follow(process: ServerProcess): Promise<void> {
    await process.exit;
    this.earlierOutput.push(process.output);
    if (this.process === process) this.process = undefined;
    this.recorder.add({ op: 'process', node: this.name, pid: process.pid, event: 'ended' });
  }

  private get running(): ServerProcess {
    if (!this.process) throw new Error(`${this.name} does not run`);
    return this.process;
  }
}

/** From Linux's account of a process, in bytes. */
function memoryOf(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
  return Number(kibibytes ?? 0) * 1_024;
}
