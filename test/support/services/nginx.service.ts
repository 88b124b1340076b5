import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../../../services/programs.js';
import { describeWith } from './describe-with.js';
import { freePort } from '../../../services/free-port.js';
import { ServiceProcess } from '../../../services/service-process.js';

/** A certificate and its key, as files. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** nginx with the configuration of `deploy/`, but for the two files that installations change. */
export class NginxService {
  private constructor(
    private readonly folder: string,
    private readonly process: ServiceProcess,
    /** Where it listens. */
    readonly url: string,
  ) {}

  /** @param nodes URLs of the nodes behind it. */
  static async start(nodes: readonly string[], tls?: Certificate): Promise<NginxService> {
    const folder = await mkdtemp(join(tmpdir(), 'parley-nginx-'));
    const port = await freePort();
    await copyFile('deploy/nginx.conf', join(folder, 'nginx.conf'));
    const servers = nodes.map(
      (node) => `server ${new URL(node).host} max_fails=1 fail_timeout=2s;\n`,
    );
    await writeFile(join(folder, 'parley-nodes.conf'), servers.join(''));
    await writeFile(join(folder, 'parley-site.conf'), site(folder, port, tls));
    const process = await ServiceProcess.start({
      program: programPath(),
      arguments: [
        ['-p', folder],
        ['-c', join(folder, 'nginx.conf')],
        ['-e', 'stderr'],
        ['-g', `daemon off; pid ${folder}/pid; error_log stderr notice;`],
      ].flat(),
      ready: /start worker process /,
    });
    const scheme = tls ? 'https' : 'http';
    return new NginxService(folder, process, `${scheme}://127.0.0.1:${port}`);
  }

  /** Lines of the access log. */
  async log(): Promise<string[]> {
    const text = await readFile(join(this.folder, 'access.log'), 'utf8');
    return text.split('\n').filter((line) => line !== '');
  }

  async stop(): Promise<void> {
    await this.process.end('SIGTERM');
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** `describe` for a suite that needs nginx. */
export function describeWithNginx(name: string, suite: () => void): void {
  const isThere = findProgram('nginx') !== undefined;
  describeWith({ isThere, otherwise: 'apt-get install nginx-light' }, name, suite);
}

function site(folder: string, port: number, tls: Certificate | undefined): string {
  const lines = tls
    ? [`ssl_certificate ${tls.certificate};`, `ssl_certificate_key ${tls.key};`]
    : [];
  return [
    `listen 127.0.0.1:${port}${tls ? ' ssl' : ''};`,
    ...lines,
    `access_log ${folder}/access.log parley;`,
    '',
  ].join('\n');
}

function programPath(): string {
  const program = findProgram('nginx');
  if (program === undefined) throw new Error('There is no nginx: apt-get install nginx-light');
  return program;
}
