import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Static hosts answer an unknown path with `404.html`: there, that is the page itself. */
export function staticHostFallback(): Plugin {
  return {
    name: 'static-host-fallback',
    apply: 'build',
    async writeBundle({ dir = '.' }) {
      await copyFile(join(dir, 'index.html'), join(dir, '404.html'));
    },
  };
}
