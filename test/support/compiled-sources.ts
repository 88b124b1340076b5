import { transformFile } from '@swc/core';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/**
 * Compiles `src/` into a folder, where a child process can run it without Jest.
 *
 * @param folder an empty one, into which `node_modules` is linked as well.
 */
export async function compileSources(folder: string): Promise<void> {
  const sources = await readdir('src', { recursive: true });
  for (const source of sources) {
    if (!source.endsWith('.ts') || source.endsWith('.spec.ts')) continue;
    const { code } = await transformFile(join('src', source));
    const target = join(folder, source.replace(/\.ts$/, '.js'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, code);
  }
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
}
