import { transformFile } from '@swc/core';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { installedPackage } from '../../support/packed-package.js';

/** The two Socket.IO adapters that a mini application is run on. */
export const ADAPTERS = ['stock', 'own'] as const;
export type AdapterName = (typeof ADAPTERS)[number];

/** How long it may take to end once its applications are closed. Milliseconds. */
const END_MS = 60_000;

/** The host application of a scenario, running in a process of its own over the packed package. */
export class MiniApp {
  private constructor(
    private readonly child: ChildProcess,
    private readonly printed: string[],
    /** Where it listens: on Nest's stock adapter, and on the package's own. */
    readonly urls: Record<AdapterName, string>,
  ) {}

  /**
   * Compiles and starts `test/embed/SCENARIO/app.ts`.
   * @param format what its modules are compiled to.
   */
  static async start(scenario: string, format: 'es6' | 'commonjs' = 'es6'): Promise<MiniApp> {
    const folder = await compile(scenario, format);
    const child = fork(join(folder, 'runner.js'), [join(folder, 'app.js')], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
      env: { PATH: process.env['PATH'], NO_COLOR: '1' },
    });
    const printed: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => printed.push(text));
    }
    const urls = await new Promise<unknown>((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', () => reject(new Error(`It did not start:\n${printed.join('')}`)));
    });
    const [stock, own] = Array.isArray(urls) ? urls.map(String) : [];
    if (stock === undefined || own === undefined) throw new Error('It did not say where it is');
    return new MiniApp(child, printed, { stock, own });
  }

  /** Everything that it printed so far, on both streams. */
  get output(): string {
    return this.printed.join('');
  }

  /** Resolves when it has printed the text, after that many characters. */
  async prints(text: string, after: number): Promise<void> {
    while (!this.output.includes(text, after)) {
      const streams = [this.child.stdout, this.child.stderr].filter((stream) => stream !== null);
      await Promise.race(streams.map((stream) => once(stream, 'data')));
    }
  }

  /** Has it close its applications; resolves with its exit code once it ended by itself. */
  async close(): Promise<number | null> {
    const ended = once(this.child, 'close');
    this.child.send('close');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), END_MS);
    await ended;
    clearTimeout(timer);
    return this.child.exitCode;
  }
}

/** Compiles a scenario, and what runs it, into the host's folder. */
async function compile(scenario: string, format: 'es6' | 'commonjs'): Promise<string> {
  const host = await installedPackage();
  const folder = await mkdtemp(join(host, `${scenario}-`));
  const home = join('test/embed', scenario);
  const sources = (await readdir(home)).filter((name) => !name.includes('spec'));
  const paths = [...sources.map((name) => join(home, name)), 'test/embed/support/runner.ts'];
  for (const path of paths) {
    const { code } = await transformFile(path, {
      // A CommonJS host's own modules are required; only what is written as import() stays one.
      module: { type: format, ignoreDynamic: true },
      sourceMaps: false,
    });
    const target = join(folder, path.slice(path.lastIndexOf('/') + 1).replace(/\.ts$/, '.js'));
    await mkdir(folder, { recursive: true });
    await writeFile(target, code);
  }
  const type = format === 'es6' ? 'module' : 'commonjs';
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type }));
  return folder;
}
