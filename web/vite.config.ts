import { copyFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const inWeb = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Static hosts answer an unknown path with `404.html`: there, that is the page itself. */
function staticHostFallback(): Plugin {
  return {
    name: 'static-host-fallback',
    apply: 'build',
    writeBundle: () =>
      copyFile(inWeb('../dist/web/index.html'), inWeb('../dist/web/404.html')),
  };
}

export default defineConfig({
  root: inWeb('.'),
  plugins: [staticHostFallback()],
  resolve: {
    alias: {
      // The library's own decodes `&name;` by assigning to `innerHTML`; the page does without both.
      'decode-named-character-reference': inWeb('src/formatting/no-character-references.ts'),
    },
  },
  build: {
    outDir: inWeb('../dist/web'),
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy has no room for `data:` scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
  },
  server: { proxy: { '/socket.io': { target: 'http://127.0.0.1:8000', ws: true } } },
});
