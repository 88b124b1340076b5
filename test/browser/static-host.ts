import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** A web server that knows files and nothing else: an unknown path is `404.html`. */
export class StaticHost {
  private constructor(
    /** For what else a test lets it do. */
    readonly http: Server,
    readonly url: string,
  ) {}

  /** @param base the path under which the files of `folder` lie; begins and ends in `/`. */
  static async start(folder: string, base = '/'): Promise<StaticHost> {
    const http = createServer(({ url = '/' }, response) => {
      const { pathname } = new URL(url, 'http://host');
      const path = pathname.startsWith(base) ? normalize(pathname.slice(base.length)) : '..';
      const asked = join(folder, path === '.' ? 'index.html' : path);
      const found = !path.startsWith('..') && existsSync(asked) && statSync(asked).isFile();
      const file = found ? asked : join(folder, '404.html');
      response.writeHead(found ? 200 : 404, { 'content-type': TYPES[extname(file)] });
      createReadStream(file).pipe(response);
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const address = http.address();
    if (typeof address !== 'object' || !address) throw new Error('It has no port');
    return new StaticHost(http, `http://127.0.0.1:${address.port}`);
  }

  async close(): Promise<void> {
    this.http.closeAllConnections();
    this.http.close();
    await once(this.http, 'close');
  }
}
