import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readServerSettings, SETTINGS } from '../../src/config/settings.js';
import { readYaml, valuesOf } from '../support/documents.js';

/** Not settings: Node's own, and the folder's secrets and port. */
const OTHER_VARIABLES = ['NODE_OPTIONS', 'POSTGRES_PASSWORD', 'HTTP_PORT'];
const FILES = readdirSync('deploy', { recursive: true, encoding: 'utf8' });

const read = (file: string) => readYaml(`deploy/${file}`);

describe('deploy/', () => {
  const manifests = FILES.filter((file) => /\.ya?ml$/.test(file));

  it.each(manifests)('%s is YAML', (file) => {
    expect(read(file)).not.toEqual([]);
  });

  it('has every Kubernetes manifest in its kustomization, but for the secret', () => {
    const [kustomization] = read('k8s/kustomization.yaml');
    const others = FILES.filter((file) => /^k8s\/(?!kustomization|secret)/.test(file));
    expect(valuesOf('resources', kustomization).flat()).toEqual(
      expect.arrayContaining(others.map((file) => file.slice('k8s/'.length))),
    );
  });

  it('mounts, builds and includes only files that there are', () => {
    const [compose] = read('docker-compose.yml');
    const mounts = valuesOf('volumes', compose).flat().map(String);
    const files = mounts.flatMap((mount) => /^\.\/([^:]+):/.exec(mount)?.[1] ?? []);
    expect(files).toEqual(['nginx.conf', 'parley-site.conf', 'parley-nodes.conf']);
    const includes = [...readFileSync('deploy/nginx.conf', 'utf8').matchAll(/include (\S+);/g)];
    for (const name of [...files, ...includes.map(([, file]) => file)]) {
      expect(FILES).toContain(name);
    }
  });

  it('gives nodes more time to end than their drain takes', () => {
    const [compose] = read('docker-compose.yml');
    expect(valuesOf('stop_grace_period', compose)).toContain('15s');
    const [deployment] = read('k8s/deployment.yaml');
    expect(valuesOf('terminationGracePeriodSeconds', deployment)).toEqual([30]);
  });

  it('asks for health where it is', () => {
    const [deployment] = read('k8s/deployment.yaml');
    const paths = valuesOf('httpGet', deployment).flatMap((probe) => valuesOf('path', probe));
    expect(new Set(paths)).toEqual(new Set(['/health/live', '/health/ready']));
    expect(readFileSync('Dockerfile', 'utf8')).toContain('/health/live');
  });

  it('sets only settings that there are', () => {
    const [compose] = read('docker-compose.yml');
    const [deployment] = read('k8s/deployment.yaml');
    const [secret] = read('k8s/secret.example.yaml');
    const names = [
      ...valuesOf('x-node', compose).flatMap((node) => valuesOf('environment', node)),
      ...valuesOf('stringData', secret),
    ].flatMap((variables) => Object.keys(variables ?? {}));
    const listed = valuesOf('env', deployment).flat();
    const all = [...names, ...listed.flatMap((variable) => valuesOf('name', variable)).map(String)];
    expect(all.length).toBeGreaterThan(6);
    const known = [...Object.keys(SETTINGS), ...OTHER_VARIABLES];
    expect(all.filter((name) => !known.includes(name))).toEqual([]);
  });

  /** What a node of the Compose file, or of the deployment, is started with. */
  function environmentsOfNodes(): Record<string, string>[] {
    const image = Object.fromEntries(
      [...readFileSync('Dockerfile', 'utf8').matchAll(/^(?:ENV| {4}) ?([A-Z_]+)=(\S+)/gm)].map(
        ([, name = '', value = '']) => [name, value],
      ),
    );
    const filledIn = { TOKEN_SECRET: randomBytes(32).toString('hex') };
    const [compose] = read('docker-compose.yml');
    const composed = valuesOf('x-node', compose).flatMap((node) => valuesOf('environment', node));
    const [deployment] = read('k8s/deployment.yaml');
    const listed = valuesOf('env', deployment)
      .flat()
      .map((variable) => [valuesOf('name', variable), valuesOf('value', variable)].flat());
    return [Object.assign({}, ...composed), Object.fromEntries(listed)].map(
      (variables: object) => ({
        ...image,
        ...variables,
        DATABASE_URL: 'postgres://parley:p@postgres/parley',
        ...filledIn,
      }),
    );
  }

  it('says all that a server in production wants said', () => {
    const environments = environmentsOfNodes();
    expect(environments).toHaveLength(2);
    for (const environment of environments) {
      expect(environment).toMatchObject({ NODE_ENV: 'production', HOST: '0.0.0.0' });
      expect(readServerSettings(environment).ALLOW_GUESTS).toBe(true);
      const unsaid = { ...environment, ALLOW_GUESTS: '' };
      expect(() => readServerSettings(unsaid)).toThrow('ALLOW_GUESTS=true');
    }
  });

  it('has an image that runs as no one special, and copies what it needs', () => {
    const dockerfile = readFileSync('Dockerfile', 'utf8');
    const image = dockerfile.slice(dockerfile.lastIndexOf('FROM '));
    expect(image).toContain('USER node');
    expect(image.indexOf('USER node')).toBeLessThan(image.indexOf('CMD ["node", "dist/main.js"]'));
    expect(image).not.toMatch(/curl|apt-get|sh -c/);
  });
});
