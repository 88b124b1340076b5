import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, symlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a host has installed besides the package and its peers. */
const OF_THE_HOST = [
  '@nestjs/event-emitter',
  '@nestjs/microservices',
  '@nestjs/platform-express',
  'kysely',
  '@nestjs/testing',
  'expect',
  'socket.io',
];
/** How often to look whether another test file has finished packing, and for how long. */
const POLL_MS = 50;
const PATIENCE_MS = 300_000;

/**
 * The package as `npm install` would lay it out in a host application, made once in a run of the
 * tests: packed, unpacked, with its dependencies below it and its peers beside it. What it does not
 * declare, it does not find.
 * @returns the host's folder, which has `node_modules` and nothing else.
 */
export async function installedPackage(): Promise<string> {
  const shared = process.env['PARLEY_TEST_RUN_FOLDER'];
  if (shared === undefined) throw new Error('The tests were started without their setup');
  const host = join(shared, 'host');
  if (await claim(join(shared, 'host.lock'))) await install(host, join(shared, 'host.making'));
  else await appeared(host);
  return host;
}

/** The tarball that `npm publish` would send, made into a folder. Needs a build. */
export async function pack(folder: string): Promise<string> {
  const { stdout } = await run('npm', [
    'pack',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    folder,
  ]);
  const [filename] = /[^"]+\.tgz/.exec(stdout) ?? [];
  if (filename === undefined) throw new Error(`npm pack made no tarball: ${stdout}`);
  return join(folder, filename);
}

async function install(host: string, making: string): Promise<void> {
  const modules = join(making, 'node_modules');
  await mkdir(modules, { recursive: true });
  const tarball = await pack(making);
  await run('tar', ['-xzf', tarball, '-C', modules]);
  const home = join(modules, 'nest-parley');
  await rename(join(modules, 'package'), home);
  const beside = new Set([...(await namesIn('peerDependencies', home)), ...OF_THE_HOST]);
  for (const name of beside) await provide(name, modules);
  for (const name of await namesIn('dependencies', home)) {
    await provide(name, join(home, 'node_modules'));
  }
  await rename(making, host);
}

/** The names of the packages that one asks for, in that field of its manifest. */
async function namesIn(field: 'dependencies' | 'peerDependencies', folder: string) {
  const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const wanted: unknown = Reflect.get(Object(manifest), field);
  return typeof wanted === 'object' && wanted !== null ? Object.keys(wanted) : [];
}

/** Puts a package that the repository has into a `node_modules`. */
async function provide(name: string, modules: string, wantedBy = resolve('.')): Promise<void> {
  const nested = join(wantedBy, 'node_modules', name);
  const source = existsSync(nested) ? nested : resolve('node_modules', name);
  const target = join(modules, name);
  await mkdir(dirname(target), { recursive: true });
  // Nest must find its peers in the host, of which there may be one copy, and not where a link leads.
  if (name.startsWith('@nestjs/')) await mirror(source, target);
  else await symlink(source, target);
}

/** A copy of a package, with links to what it depends on. */
async function mirror(source: string, target: string): Promise<void> {
  await cp(source, target, {
    recursive: true,
    dereference: true,
    filter: (path) => !path.slice(source.length).includes('node_modules'),
  });
  for (const name of await namesIn('dependencies', source)) {
    await provide(name, join(target, 'node_modules'), source);
  }
}

async function claim(lock: string): Promise<boolean> {
  return mkdir(lock).then(
    () => true,
    () => false,
  );
}

async function appeared(path: string): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await delay(POLL_MS)) {
    if (existsSync(path)) return;
  }
  throw new Error('The package was not installed in time');
}
