import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { precompress } from './build/precompress.plugin.js';
import { staticHostFallback } from './build/static-host-fallback.plugin.js';

const inWeb = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: inWeb('.'),
  plugins: [staticHostFallback(), precompress()],
  resolve: {
    alias: [
      {
        // The library's own decodes `&name;` by assigning to `innerHTML`; the page does without both.
        find: 'decode-named-character-reference',
        replacement: inWeb('src/formatting/no-character-references.ts'),
      },
      {
        // Of engine.io-client.
        find: /^\.\/transports\/index\.js$/u,
        replacement: inWeb('build/websocket-only.ts'),
      },
    ],
  },
  build: {
    outDir: inWeb('../dist/public'),
    emptyOutDir: true,
    target: 'es2022',
    // The content security policy has no room for `data:` scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    rolldownOptions: {
      output: {
        // What every visit needs is one file: cut up, it compresses less well.
        codeSplitting: { groups: [{ name: 'page', tags: ['$initial'] }] },
      },
    },
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      '/auth': 'http://127.0.0.1:8000',
      '/socket.io': { target: 'http://127.0.0.1:8000', ws: true },
    },
  },
});
