import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { codeBlocks, diagnose } from '../support/doc-code.js';
import { installedPackage } from '../support/packed-package.js';

const run = promisify(execFile);

/** Vitest's names, over Node's own runner: what the page's test uses of it. */
const VITEST = `
export { afterEach, beforeEach, describe, it } from 'node:test';
export { expect } from 'expect';
`;
const VITEST_TYPES = `
export { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
`;

type Files = ReadonlyMap<string, string>;

/**
 * The application as a reader has it, each time before they are told to replace a file, and in the
 * end. Blocks that name no file are files of their own.
 */
function stages(): Files[] {
  const found: Files[] = [];
  let files = new Map<string, string>();
  codeBlocks('docs/embedding.md').forEach(({ path, code }, n) => {
    const name = path ?? `src/block-${n}.ts`;
    if (files.has(name)) found.push(files);
    if (files.has(name)) files = new Map(files);
    files.set(name, code);
  });
  return [...found, files];
}

/** Writes a stage as `nest new` and `nest build` would leave it. */
async function build(host: string, files: Files, type: 'module' | 'commonjs'): Promise<string> {
  const folder = await mkdtemp(join(host, 'shop-'));
  await mkdir(join(folder, 'node_modules/vitest'), { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type }));
  const vitest = JSON.stringify({ type: 'module', exports: './index.js' });
  await writeFile(join(folder, 'node_modules/vitest/package.json'), vitest);
  await writeFile(join(folder, 'node_modules/vitest/index.js'), VITEST);
  await writeFile(join(folder, 'node_modules/vitest/index.d.ts'), VITEST_TYPES);
  for (const [name, code] of files) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code);
    const compilerOptions: ts.CompilerOptions = {
      module: type === 'module' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2023,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      esModuleInterop: true,
    };
    const { outputText } = ts.transpileModule(code, { compilerOptions });
    await writeFile(path.replace(/\.ts$/, '.js'), outputText);
  }
  return folder;
}

/** What the compiler has to say to an application, with the types of the packed package. */
function check(folder: string, files: Files, overrides: ts.CompilerOptions = {}): string[] {
  const sources = [...files].map(([name, code]): [string, string] => [join(folder, name), code]);
  return diagnose(new Map(sources), {
    rootDir: folder,
    paths: {},
    verbatimModuleSyntax: false,
    ...overrides,
  });
}

/** Runs `src/main.js` while `talk` goes on, and then ends it. */
async function whileRunning(
  folder: string,
  talk: (url: string) => Promise<void>,
): Promise<{ code: number | null; printed: string }> {
  const child = spawn(process.execPath, ['src/main.js'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], PORT: '0', NO_COLOR: '1' },
  });
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    const read = (text: Buffer) => {
      printed += String(text);
      const found = /Listening on (\S+)/.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => reject(new Error(`It did not start:\n${printed}`)));
  });
  try {
    await talk(url);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'close');
  }
  return { code: child.exitCode, printed };
}

describe('docs/embedding.md', () => {
  const [first = new Map<string, string>(), last = first] = stages();
  let host: string;
  beforeAll(async () => void (host = await installedPackage()));

  describe.each(['module', 'commonjs'] as const)('in an application of type %s', (type) => {
    it('takes a reader to a working chat', async () => {
      const folder = await build(host, first, type);
      expect(check(folder, first)).toEqual([]);
      const { printed } = await whileRunning(folder, async (url) => {
        const { stdout } = await run(process.execPath, ['src/try.js', url], { cwd: folder });
        expect(stdout).toBe('stored: Hello, everyone\n');
      });
      expect(printed).not.toMatch(/warning|error/i);
    });

    it('ends with users, rules, listeners and a test that passes', async () => {
      const folder = await build(host, last, type);
      expect(check(folder, last)).toEqual([]);
      const tests = await run(process.execPath, ['--test', 'test/chat.e2e-spec.js'], {
        cwd: folder,
      }).catch((failure: { stdout: string }) => failure);
      expect(tests.stdout).toMatch(/^# pass 2$/m);
      // The file that the application's options name was left alone.
      expect(existsSync(join(folder, 'data'))).toBe(false);
    });
  });

  it('compiles for a bundler too', async () => {
    const folder = await build(host, last, 'module');
    const overrides = {
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
    };
    expect(check(folder, last, overrides)).toEqual([]);
  });
});
