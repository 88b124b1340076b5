import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { installedPackage } from '../support/packed-package.js';

const run = promisify(execFile);

/** Everything that may be in the tarball. */
const BELONGS =
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|docs\/.+\.md|docs\/asyncapi\.yaml|dist\/public\/.+|dist\/.+\.(js|d\.ts))$/;

interface Manifest {
  readonly dependencies: Record<string, string>;
  readonly peerDependencies: Record<string, string>;
  readonly peerDependenciesMeta: Record<string, { optional: boolean }>;
}

describe('the package', () => {
  let host: string;
  let home: string;
  let files: string[];
  beforeAll(async () => {
    host = await installedPackage();
    home = join(host, 'node_modules/nest-parley');
    files = readdirSync(home, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.parentPath.startsWith(`${home}/node_modules`))
      .map((entry) => join(entry.parentPath, entry.name).slice(home.length + 1));
  });

  it('holds what it should and nothing else', () => {
    expect(files.filter((file) => !BELONGS.test(file) || file.includes('.spec.'))).toEqual([]);
    for (const needed of ['README.md', 'LICENSE', 'docs/embedding.md', 'dist/index.d.ts']) {
      expect(files).toContain(needed);
    }
  });

  it('imports only what it declares, and what is optional only where that is asked for', () => {
    const { dependencies, peerDependencies, peerDependenciesMeta } = manifestOf(home);
    const declared = Object.keys({ ...dependencies, ...peerDependencies });
    const code = files.filter((file) => /^dist\/(?!public\/).*\.js$/.test(file));
    const imports = [...code, ...publicTypes(home)].flatMap((file) =>
      importsOf(join(home, file))
        .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
        .map((name) => ({ file, name: /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name })),
    );
    expect(imports.length).toBeGreaterThan(100);
    expect(imports.filter(({ name }) => !declared.includes(name))).toEqual([]);
    const optional = imports.filter(({ name }) => peerDependenciesMeta[name]?.optional);
    expect(new Set(optional.map(({ file, name }) => `${name} in ${dirname(file)}`))).toEqual(
      // The one is imported when the module starts, and may be missing then.
      new Set(['@nestjs/event-emitter in dist/chat', '@nestjs/testing in dist/testing']),
    );
  });

  it('is found by every kind of resolution, with its types', async () => {
    const tarball = readdirSync(host).find((name) => name.endsWith('.tgz')) ?? '';
    // From CommonJS it is loaded as ESM, which Node does since 20.19; node10 knows no `exports`.
    const flags = ['--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm'];
    const notCode = ['--exclude-entrypoints', './asyncapi.yaml'];
    const attw = 'node_modules/@arethetypeswrong/cli/dist/index.js';
    const program = [attw, join(host, tarball), '--format', 'table-flipped', '--no-color'];
    const { stdout } = await run(process.execPath, [...program, ...flags, ...notCode]);
    expect(stdout).toContain('nest-parley/testing');
  });

  it('has nothing that publint would change', async () => {
    const tarball = readdirSync(host).find((name) => name.endsWith('.tgz')) ?? '';
    const publint = 'node_modules/publint/src/cli.js';
    const { stdout } = await run(process.execPath, [publint, join(host, tarball), '--strict']);
    expect(stdout).toContain('All good');
  });
});

function manifestOf(folder: string): Manifest {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (!isManifest(manifest)) throw new Error('The manifest declares no dependencies');
  return manifest;
}

function isManifest(value: unknown): value is Manifest {
  return typeof value === 'object' && value !== null && 'peerDependenciesMeta' in value;
}

/** The declarations that a host's compiler reads: what the entry points lead to. */
function publicTypes(home: string): Iterable<string> {
  const entries = ['index', 'client/index', 'client/node', 'protocol/index', 'testing/index'];
  const found = new Set(entries.map((entry) => `dist/${entry}.d.ts`));
  for (const file of found) {
    for (const name of importsOf(join(home, file))) {
      if (name.startsWith('.')) found.add(join(dirname(file), name).replace(/\.js$/, '.d.ts'));
    }
  }
  return found;
}

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, false);
  return importedFiles.map(({ fileName }) => fileName);
}
