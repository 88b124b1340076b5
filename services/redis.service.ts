import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { findProgram } from './programs.js';
import { ServiceProcess } from './service-process.js';

/** A throwaway Redis that keeps nothing on the disk. */
export class RedisService {
  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private process: ServiceProcess,
  ) {}

  static async start(): Promise<RedisService> {
    const folder = await mkdtemp(join(tmpdir(), 'parley-redis-'));
    const port = await freePort();
    return new RedisService(folder, port, await run(port, folder));
  }

  /** `redis://` and where it listens. */
  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.process.pid;
  }

  /** Stops it dead, as SIGKILL does; what it held is gone. */
  async kill(): Promise<void> {
    await this.process.end('SIGKILL');
  }

  /** Starts it again, empty, at the same port. */
  async restart(): Promise<void> {
    this.process = await run(this.port, this.folder);
  }

  /** It answers nothing until it is resumed. */
  pause(): void {
    this.process.signal('SIGSTOP');
  }

  resume(): void {
    this.process.signal('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.process.end('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}

function run(port: number, folder: string): Promise<ServiceProcess> {
  const program = findProgram('redis-server');
  if (program === undefined) throw new Error('There is no redis-server: apt-get install it');
  return ServiceProcess.start({
    program,
    arguments: [
      ['--port', String(port)],
      ['--bind', '127.0.0.1'],
      ['--save', ''],
      ['--appendonly', 'no'],
      ['--dir', folder],
    ].flat(),
    ready: /Ready to accept connections/,
  });
}
