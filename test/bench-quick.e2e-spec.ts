import { beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describeWithPostgres, describeWithRedis } from './support/services/describe-with.js';

const ROOT = join(import.meta.dirname, '..');
/** Far more than it takes, for a machine with other work. */
const BUILD_AND_RUN_MS = 1_200_000;

interface Ended {
  code: number | string | undefined | null;
  stdout: string;
  stderr: string;
}

function node(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: ROOT }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}

function bench(...args: string[]): Promise<Ended> {
  return node(join('dist-bench', 'bench', 'main.js'), ...args);
}

describe('the quick bench', () => {
  beforeAll(async () => {
    const built = await node(
      join('node_modules', 'typescript', 'bin', 'tsc'),
      '-p',
      'tsconfig.bench.json',
    );
    if (built.code !== 0) throw new Error(`the bench does not build:\n${built.stdout}`);
  }, BUILD_AND_RUN_MS);

  it(
    'delivers everything once and in order in each workload',
    async () => {
      const { code, stdout, stderr } = await bench(
        '--quick',
        '--targets',
        'tutorial,joined-loop,parley',
      );
      expect({ code, failures: stderr.match(/^FAILED.*$/gm) }).toEqual({ code: 0, failures: null });
      const all = 'tutorial, joined-loop, parley';
      expect(stdout.trim().split('\n')).toEqual([
        `ok room-200: ${all}`,
        `ok room-1000: ${all}`,
        `ok rooms-100x10: ${all}`,
        `ok pairs-200: ${all}`,
        `ok pm-200: ${all}`,
        `ok latency: ${all}`,
        `ok load: ${all}`,
        'ok idle-5000: tutorial, parley',
        'ok join-1000: tutorial, parley',
        'ok growth: joined-loop, parley',
        'ok history-join: parley',
        'ok cluster-400: tutorial, parley',
      ]);
    },
    BUILD_AND_RUN_MS,
  );

  describeWithPostgres('over PostgreSQL', () => {
    describeWithRedis('and Redis', () => {
      it(
        'delivers everything once and in order over two nodes',
        async () => {
          const { code, stdout, stderr } = await bench('--quick', 'cluster-400', 'cluster-load');
          const failures = stderr.match(/^FAILED.*$/gm);
          expect({ code, failures }).toEqual({ code: 0, failures: null });
          expect(stdout.trim().split('\n')).toEqual([
            'ok cluster-400: tutorial, parley, tutorial-redis, parley-postgres, parley-cluster',
            'ok cluster-load: tutorial-redis, parley-cluster',
          ]);
        },
        BUILD_AND_RUN_MS,
      );
    });
  });

  it('refuses a workload that it does not know', async () => {
    const { code, stderr } = await bench('room-of-requirement');
    expect(code).toBe(2);
    expect(stderr).toContain('No such workload: room-of-requirement');
  });

  it('explains itself', async () => {
    const { code, stdout } = await bench('--help');
    expect(code).toBe(0);
    expect(stdout).toContain('room-200');
  });
});
