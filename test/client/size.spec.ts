import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';

/** Bytes that the client may add to a page that has socket.io-client. */
const MOST_BYTES = 12 * 1024;

describe('the bundle for browsers', () => {
  it('is small, and needs nothing but socket.io-client', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: ['src/client/index.ts'],
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      format: 'esm',
      // What Node offers and browsers lack is an error here.
      platform: 'browser',
      external: ['socket.io-client'],
    });
    const bytes = gzipSync(outputFiles[0]?.contents ?? '').length;
    expect(bytes).toBeGreaterThan(1_000);
    expect(bytes).toBeLessThanOrEqual(MOST_BYTES);
    const foreign = Object.keys(metafile.inputs).filter(
      (path) => !/^src\/(client|protocol)\//.test(path),
    );
    expect(foreign).toEqual([]);
  });
});
