import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request, type IncomingHttpHeaders } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { ServerProcess, temporaryFolder } from '../support/server-process.js';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

describe('The web page, served', () => {
  const folder = temporaryFolder();
  let server: ServerProcess;
  beforeAll(async () => {
    server = await ServerProcess.start({ DATABASE_URL: `sqlite:${folder.path}/parley.db` });
  });
  afterAll(async () => {
    await server.end('SIGTERM');
    folder.remove();
  });

  /** As a browser asks, but with the answer as it went over the wire. */
  function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      request(new URL(path, server.url), { headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      })
        .on('error', reject)
        .end();
    });
  }

  async function scriptPath(): Promise<string> {
    const { body } = await get('/');
    return /src="(\/assets\/[^"]+\.js)"/u.exec(body.toString())?.[1] ?? '';
  }

  it.each(['/', '/r/lobby', '/r/a%2Fb%20%25', '/p/bob', '/rooms', '/write', '/r/x?name=y'])(
    'answers %s with the page',
    async (path) => {
      const { status, headers, body } = await get(path);
      expect(status).toBe(200);
      expect(headers['content-type']).toMatch(/^text\/html/u);
      expect(headers['cache-control']).toBe('no-cache');
      expect(body.toString()).toContain('<div id="root">');
    },
  );

  it('forbids the page everything but itself, without exception for inline script', async () => {
    const { headers, body } = await get('/r/lobby');
    const policy = headers['content-security-policy'];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(body.toString()).not.toMatch(/<script(?![^>]*src=)/u);
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('lets hashed files be kept for ever', async () => {
    const { status, headers } = await get(await scriptPath());
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('sends what was compressed ahead to those who take %s', async (encoding, open) => {
    const path = await scriptPath();
    const plain = await get(path);
    const packed = await get(path, { 'accept-encoding': encoding });
    expect(packed.headers['content-encoding']).toBe(encoding);
    expect(packed.headers['content-type']).toMatch(/^text\/javascript/u);
    expect(packed.headers.vary).toMatch(/accept-encoding/iu);
    expect(open(packed.body).equals(plain.body)).toBe(true);
    expect(plain.headers['content-encoding']).toBeUndefined();
  });

  it.each(['/nothing', '/assets/nothing.js', '/assets/../../package.json', '/%2e%2e/package.json'])(
    'answers %s with 404',
    async (path) => {
      const { status } = await get(path);
      expect(status).toBe(404);
    },
  );

  it('leaves the health checks alone', async () => {
    const { status, headers } = await get('/health/ready');
    expect(status).toBe(200);
    expect(headers['content-type']).toMatch(/^application\/json/u);
  });
});
