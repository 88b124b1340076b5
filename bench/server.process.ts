import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from '../services/free-port.js';
import { tie } from './child-processes.js';
import { PACKAGE_ROOT, type Place, type Target } from './targets.js';

const HOST = '127.0.0.1';
const START_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 15_000;
const LOOK_EVERY_MS = 20;
/** How much of what a server says is kept, to show when it fails. */
const KEPT_OUTPUT = 4_000;

/** A target's server, running. */
export class ServerProcess {
  private output = '';

  private constructor(
    private readonly child: ChildProcess,
    readonly pid: number,
    readonly port: number,
  ) {
    const keep = (chunk: Buffer): void => {
      this.output = (this.output + chunk.toString()).slice(-KEPT_OUTPUT);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
  }

  /** Resolves when the server accepts connections. */
  static async start(target: Target, place: Place): Promise<ServerProcess> {
    const port = await freePort();
    const child = spawn(process.execPath, [target.program], {
      cwd: PACKAGE_ROOT,
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        TOKEN_SECRET: randomBytes(32).toString('hex'),
        HOST,
        PORT: String(port),
        ...target.environment(place),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    tie(child);
    await once(child, 'spawn');
    const server = new ServerProcess(child, child.pid ?? 0, port);
    await server.accepting(target.label);
    return server;
  }

  private async accepting(label: string): Promise<void> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (!(await accepts(this.port))) {
      if (this.hasEnded || performance.now() > deadline) {
        this.child.kill('SIGKILL');
        throw new Error(`${label} did not start:\n${this.output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }

  /** What the server last said, if it ended by itself. */
  get lastWords(): string | undefined {
    return this.hasEnded ? this.output : undefined;
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Asks it to end, as a user would, and insists if it does not. */
  async stop(): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const insist = setTimeout(() => this.child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(insist);
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
