import { execFile, execFileSync } from 'node:child_process';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { freePort } from './free-port.js';
import { findProgram } from './programs.js';
import { ServiceProcess, type Account } from './service-process.js';

const OWNER = 'parley';

/** A throwaway PostgreSQL with a data folder of its own. */
export class PostgresService {
  private databases = 0;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
    private process: ServiceProcess,
  ) {}

  /** @param parent the folder in which it makes its own; its account must be able to enter it. */
  static async start(parent = tmpdir()): Promise<PostgresService> {
    const account = unprivileged();
    const folder = await mkdtemp(join(parent, 'parley-postgres-'));
    if (account) await chown(folder, account.uid, account.gid);
    await initialise(folder, account);
    const port = await freePort();
    return new PostgresService(folder, port, await run(port, folder, account));
  }

  /** A new, empty database: its `postgres://` URL. */
  async createDatabase(): Promise<string> {
    this.databases += 1;
    const name = `test_${this.databases}`;
    await this.execute(`create database ${name}`);
    return this.urlOf(name);
  }

  /** Runs a statement as the superuser, outside of the tests' databases. */
  async execute(statement: string): Promise<void> {
    const client = new Client({ connectionString: this.urlOf('postgres') });
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }

  /** The server's first process; its others are its children. */
  get pid(): number {
    return this.process.pid;
  }

  /** Ends it at once without a checkpoint, as `pg_ctl stop -m immediate` does. */
  async crash(): Promise<void> {
    await this.process.end('SIGQUIT');
  }

  /** Starts it again after a crash, at the same port. */
  async restart(): Promise<void> {
    this.process = await run(this.port, this.folder, unprivileged());
  }

  /** It answers nothing until it is resumed: neither new connections nor those it has. */
  pause(): void {
    for (const pid of this.pids()) process.kill(pid, 'SIGSTOP');
  }

  resume(): void {
    for (const pid of this.pids()) process.kill(pid, 'SIGCONT');
  }

  async stop(): Promise<void> {
    await this.process.end('SIGQUIT');
    await rm(this.folder, { recursive: true, force: true });
  }

  private urlOf(database: string): string {
    return `postgres://${OWNER}@127.0.0.1:${this.port}/${database}`;
  }

  private pids(): number[] {
    const children = execFileSync('pgrep', ['-P', String(this.pid)], { encoding: 'utf8' });
    return [this.pid, ...children.trim().split('\n').map(Number)];
  }
}

/** PostgreSQL refuses to run as root: root runs it as the account that Debian made for it. */
function unprivileged(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

async function initialise(folder: string, account: Account | undefined): Promise<void> {
  const program = join(dirname(programPath()), 'initdb');
  await promisify(execFile)(
    program,
    [
      ['--pgdata', folder],
      ['--username', OWNER],
      ['--auth', 'trust'],
      ['--encoding', 'UTF8'],
      ['--locale', 'C.UTF-8'],
      ['--no-sync'],
    ].flat(),
    { cwd: '/', ...account },
  );
}

function run(port: number, folder: string, account: Account | undefined): Promise<ServiceProcess> {
  return ServiceProcess.start({
    program: programPath(),
    arguments: [
      ['-D', folder],
      ['-p', String(port)],
      ['-h', '127.0.0.1'],
      ['-k', folder],
      ['-c', 'max_connections=200'],
    ].flat(),
    account,
    ready: /database system is ready to accept connections/,
  });
}

function programPath(): string {
  const program = findProgram('postgres');
  if (program === undefined) throw new Error('There is no PostgreSQL: apt-get install postgresql');
  return program;
}
