import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { MetricsPage } from '../support/metrics.js';
import { ServerProcess } from '../support/server-process.js';

/** A metric, as docs/operations.md and the server describe it. */
interface Description {
  readonly name: string;
  readonly type: string;
  readonly labels: string;
  readonly what: string;
}

function documented(): Description[] {
  const rows = readFileSync('docs/operations.md', 'utf8').matchAll(
    /^\| `(parley_\w+)` +\| (\w+) +\| (.*?) *\| (.*?) *\|$/gm,
  );
  return [...rows].map(([, name = '', type = '', labels = '', what = '']) => {
    return { name, type, labels: labels.replaceAll('`', ''), what };
  });
}

function shown({ text }: MetricsPage): Description[] {
  const found = text.matchAll(/^# HELP (parley_\w+) (.*)\n# TYPE \w+ (\w+)\n(.*)/gm);
  return [...found].map(([, name = '', what = '', type = '', sample = '']) => {
    const labels = [...sample.matchAll(/[{,](\w+)=/g)].map(([, label = '']) => label);
    return { name, type, labels: labels.filter((label) => label !== 'le').join(', '), what };
  });
}

describe('docs/operations.md', () => {
  let server: ServerProcess;
  let page: MetricsPage;
  beforeAll(async () => {
    server = await ServerProcess.start({ DATABASE_URL: 'sqlite::memory:' });
    page = await MetricsPage.read(server.url);
  });
  afterAll(() => server.end('SIGTERM'));

  it('describes every metric as the server does, and no other', () => {
    expect(documented()).toEqual(shown(page));
  });
});
