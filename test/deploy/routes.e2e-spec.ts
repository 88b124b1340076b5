import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { readYaml, valuesOf } from '../support/documents.js';
import { ServerProcess } from '../support/server-process.js';

/** What is for those inside: probes, Prometheus, and operators, who ask a pod. */
const INSIDE = /^\/(health|metrics|auth\/users)(\/|$)/;
/** Beside the routes: Socket.IO, and the page with its files and addresses. */
const BESIDE_ROUTES = [
  '/socket.io/',
  '/',
  '/assets/index.js',
  '/favicon.svg',
  '/r/lobby',
  '/rooms',
];

interface IngressPath {
  readonly path: string;
  readonly pathType: string;
}

function isIngressPath(value: unknown): value is IngressPath {
  return typeof value === 'object' && value !== null && 'path' in value && 'pathType' in value;
}

const ingressPaths = readYaml('deploy/k8s/ingress.yaml')
  .flatMap((document) => valuesOf('paths', document).flat())
  .filter(isIngressPath);

/** As Kubernetes matches: a prefix by whole elements of the path. */
function isOpen(address: string): boolean {
  return ingressPaths.some(({ path, pathType }) =>
    pathType === 'Exact' ? address === path : `${address}/`.startsWith(`${path}/`),
  );
}

describe('the addresses of a server', () => {
  let server: ServerProcess;
  let routes: string[];
  beforeAll(async () => {
    server = await ServerProcess.start({
      DATABASE_URL: 'sqlite::memory:',
      AUTH_MODE: 'accounts',
      ADMIN_SECRET: 'the-secret-of-an-operator-for-tests-only',
    });
    routes = [...server.output.matchAll(/Mapped \{(\/\S*), [A-Z]+\} route/g)].map(
      ([, route = '']) => route,
    );
  });
  afterAll(() => server.end('SIGTERM'));

  it('are open to the outside of Kubernetes, but for those that are for the inside', () => {
    expect(routes).toContain('/auth/mode');
    const shut = [...routes, ...BESIDE_ROUTES].filter((route) => !isOpen(route));
    expect(shut.filter((route) => !INSIDE.test(route))).toEqual([]);
    expect(shut.filter((route) => /^\/(health|metrics)/.test(route))).not.toEqual([]);
  });

  it('are those that the probes of containers ask', () => {
    const deployment = readYaml('deploy/k8s/deployment.yaml');
    const probes = valuesOf('httpGet', deployment).flatMap((probe) => valuesOf('path', probe));
    const [health] = /\/health\/\w+/.exec(readFileSync('Dockerfile', 'utf8')) ?? [];
    expect(probes.length).toBeGreaterThan(2);
    for (const path of [...probes, health]) expect(routes).toContain(path);
    const ports = [...valuesOf('containerPort', deployment), imagePort()];
    expect(new Set(ports)).toEqual(new Set([8_000]));
  });
});

function imagePort(): number {
  return Number(/\bPORT=(\d+)/.exec(readFileSync('Dockerfile', 'utf8'))?.[1]);
}

describe('the image', () => {
  const dockerfile = readFileSync('Dockerfile', 'utf8');
  const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
  const isSent = (path: string) => ignored.includes(`!${path.replace(/\/$/, '')}`);

  it('is built from what is there, and is sent to the build', () => {
    const [, files = ''] = /^COPY ((?:[\w.-]+ )+)\.\/$/m.exec(dockerfile) ?? [];
    const sources = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const copied = files.trim().split(' ');
    expect(copied).toEqual(['package.json', 'package-lock.json']);
    for (const path of [...copied, ...sources]) {
      expect({ path, isThere: existsSync(path), isSent: isSent(path) }).toEqual({
        path,
        isThere: true,
        isSent: true,
      });
    }
  });

  it('runs scripts that there are, and what they make', () => {
    const description: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
    const scripts = valuesOf('scripts', description).flatMap(namesOf);
    for (const [, script = ''] of dockerfile.matchAll(/npm run (\S+)/g)) {
      expect(scripts).toContain(script);
    }
    const [, program = ''] = /CMD \["node", "dist\/(.*)\.js"\]/.exec(dockerfile) ?? [];
    expect(existsSync(`src/${program}.ts`)).toBe(true);
    const made = ['package.json', 'node_modules', 'dist', 'docs/asyncapi.yaml'];
    const taken = [...dockerfile.matchAll(/^COPY --from=build \/parley\/(\S+)/gm)];
    expect(taken.map(([, path]) => path)).toEqual(made);
  });
});

describe('docker-compose.yml', () => {
  const [compose] = readYaml('deploy/docker-compose.yml');
  const services = valuesOf('services', compose).flatMap((all) => namesOf(all));

  it('depends on services, volumes and networks that it has', () => {
    const needed = valuesOf('depends_on', compose).flatMap((all) => namesOf(all));
    expect(needed.filter((name) => !services.includes(name))).toEqual([]);
    expect(valuesOf('ipv4_address', compose)).toHaveLength(3);
  });

  it('has the nodes that nginx knows, at the port of the image', () => {
    const nodes = readFileSync('deploy/parley-nodes.conf', 'utf8').matchAll(
      /^server (\S+):(\d+)/gm,
    );
    const known = [...nodes].map(([, name, port]) => `${name} ${port}`);
    const nodesHere = services.filter((name) => name.startsWith('parley-'));
    expect(known).toEqual(nodesHere.map((name) => `${name} ${imagePort()}`));
  });
});

/** The names of a mapping; none of anything else. */
function namesOf(mapping: unknown): string[] {
  return typeof mapping === 'object' && mapping !== null ? Object.keys(mapping) : [];
}
