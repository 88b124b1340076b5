import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/** What text is made of; pictures are compressed already. */
const COMPRESSIBLE = /\.(?:html|js|css|svg)$/u;

const compressors = [
  [promisify(brotliCompress), '.br'],
  [(content: Buffer) => promisify(gzip)(content, { level: 9 }), '.gz'],
] as const;

/** Puts a brotli and a gzip copy beside every file, so that no request waits for compression. */
export function precompress(): Plugin {
  return {
    name: 'precompress',
    apply: 'build',
    async writeBundle({ dir = '.' }, bundle) {
      const files = Object.keys(bundle).filter((name) => COMPRESSIBLE.test(name));
      for (const file of files) {
        const content = await readFile(join(dir, file));
        for (const [compress, ending] of compressors) {
          await writeFile(join(dir, file + ending), await compress(content));
        }
      }
    },
  };
}
