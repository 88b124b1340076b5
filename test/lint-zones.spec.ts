import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { temporaryFolder } from './support/server-process.js';

/** What a folder may import of the rest of the sources, and a package that it must not know. */
interface Zone {
  readonly mayImport: readonly string[];
  readonly not: string;
}

/** The architecture, said a second time: independently of the rules that are tested. */
const ZONES: Readonly<Record<string, Zone>> = {
  protocol: { mayImport: [], not: 'uuid' },
  identity: { mayImport: ['protocol'], not: 'socket.io' },
  limits: { mayImport: ['protocol'], not: 'socket.io' },
  accounts: { mayImport: ['protocol', 'identity', 'limits'], not: 'kysely' },
  presence: { mayImport: ['protocol', 'identity'], not: 'socket.io' },
  rooms: { mayImport: ['protocol', 'identity', 'limits', 'presence'], not: 'kysely' },
  storage: { mayImport: ['protocol', 'accounts', 'identity', 'rooms'], not: 'socket.io' },
  cluster: { mayImport: ['protocol', 'identity', 'limits', 'presence', 'rooms'], not: 'kysely' },
  config: { mayImport: ['protocol'], not: 'socket.io' },
  chat: {
    mayImport: ['protocol', 'accounts', 'identity', 'limits', 'presence', 'rooms'],
    not: 'kysely',
  },
  auth: { mayImport: ['protocol', 'accounts', 'chat'], not: 'kysely' },
  health: { mayImport: ['chat'], not: 'kysely' },
  metrics: { mayImport: ['chat'], not: 'kysely' },
  web: { mayImport: [], not: 'kysely' },
  client: { mayImport: ['protocol'], not: '@nestjs/common' },
  cli: { mayImport: ['protocol', 'client', 'config', 'storage', 'server'], not: 'socket.io' },
  testing: { mayImport: ['protocol', 'chat'], not: 'kysely' },
};
const FOLDERS = Object.keys(ZONES);
/** Beside the sources: what measures them, and what starts PostgreSQL and Redis for that and for tests. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  bench: ['services'],
  services: [],
};
const COMPOSITION = ['main', 'index', 'server', 'app.module'];

interface Probe {
  readonly path: string;
  readonly imported: string;
  readonly forbidden: boolean;
}

/** A file for everything that a folder might import. */
function probesOf(folder: string, { mayImport, not }: Zone): Probe[] {
  const probe = (imported: string, forbidden: boolean, at: string) => ({
    path: `src/${folder}/${at}.ts`,
    imported,
    forbidden,
  });
  const others = FOLDERS.filter((other) => other !== folder);
  return [
    ...others.map((other) =>
      probe(`../${other}/thing.js`, !mayImport.includes(other), `of-${other}`),
    ),
    ...others.map((other) =>
      probe(`../../${other}/thing.js`, !mayImport.includes(other), `deep/of-${other}`),
    ),
    ...COMPOSITION.map((file) => probe(`../${file}.js`, !mayImport.includes(file), `of-${file}`)),
    probe('./thing.js', false, 'of-itself'),
    probe(not, true, 'of-technology'),
  ];
}

/** The same for a folder beside the sources. */
function probesBeside(folder: string, mayImport: readonly string[]): Probe[] {
  return ['src', 'dist', 'test', ...Object.keys(BESIDE)]
    .filter((other) => other !== folder)
    .map((other) => ({
      path: `${folder}/deep/of-${other}.ts`,
      imported: `../../${other}/thing.js`,
      forbidden: !mayImport.includes(other),
    }));
}

describe('the import zones of the linter', () => {
  const folder = temporaryFolder();
  const probes = [
    ...Object.entries(ZONES).flatMap(([name, zone]) => probesOf(name, zone)),
    ...Object.entries(BESIDE).flatMap(([name, mayImport]) => probesBeside(name, mayImport)),
  ];
  let report = '';

  beforeAll(async () => {
    await copyFile('.oxlintrc.json', `${folder.path}/.oxlintrc.json`);
    const folders = [...FOLDERS.map((name) => `src/${name}`), ...Object.keys(BESIDE)];
    for (const name of folders) await mkdir(`${folder.path}/${name}/deep`, { recursive: true });
    for (const { path, imported } of probes) {
      const text = `import { thing } from '${imported}';\nexport const probe = thing;\n`;
      await writeFile(`${folder.path}/${path}`, text);
    }
    report = await lint(folder.path);
  });
  afterAll(() => folder.remove());

  it('have one for every folder of the sources', async () => {
    const entries = await readdir('src', { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    for (const name of folders) expect(FOLDERS).toContain(name);
  });

  it.each([...FOLDERS.map((name) => `src/${name}`), ...Object.keys(BESIDE)])(
    'hold for %s',
    (name) => {
      const own = probes.filter(({ path }) => path.startsWith(`${name}/`));
      const refused = new Set(
        report
          .split('\n')
          .filter((line) => line.includes('no-restricted-imports'))
          .map(pathOf),
      );
      const found = own.map(({ path, imported }) => [path, imported, refused.has(path)]);
      expect(found).toEqual(
        own.map(({ path, imported, forbidden }) => [path, imported, forbidden]),
      );
    },
  );
});

/** Runs the linter in a folder; resolves with one line for each finding. It must find something. */
function lint(cwd: string): Promise<string> {
  const program = resolve('node_modules/.bin/oxlint');
  return new Promise((done, reject) => {
    execFile(program, ['--format=unix', '.'], { cwd, maxBuffer: 1e8 }, (failure, output) => {
      if (failure?.code === 1) done(output);
      else reject(failure ?? new Error('The linter found nothing'));
    });
  });
}

/** The file that a line of the report, `path:line:column: …`, is about. */
function pathOf(line: string): string {
  return line.split(':')[0] ?? '';
}
