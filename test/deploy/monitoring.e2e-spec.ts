import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { readYaml, valuesOf } from '../support/documents.js';
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

/** Names of metrics in an expression, of whatever series they are. */
function metricsIn(expression: string): string[] {
  const names = expression.replaceAll(/"[^"]*"/g, '').matchAll(/\b(?:parley|nodejs|process)_\w+/g);
  return [...names].map(([name]) => name.replace(/_(bucket|sum|count)$/, ''));
}

const alerts = readYaml('deploy/prometheus/alerts.yml');

function dashboardExpressions(): string[] {
  const dashboard: unknown = JSON.parse(readFileSync('deploy/grafana/parley.json', 'utf8'));
  return valuesOf('expr', dashboard).map(String);
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

  it('explains every alarm', () => {
    const text = readFileSync('docs/operations.md', 'utf8');
    const explained = [...text.matchAll(/^\| `(Parley\w+)`/gm)].map(([, name]) => name);
    expect(explained).toEqual(valuesOf('alert', alerts));
  });
});

describe('alarms and the dashboard', () => {
  let server: ServerProcess;
  let names: string[];
  beforeAll(async () => {
    server = await ServerProcess.start({ DATABASE_URL: 'sqlite::memory:' });
    names = (await MetricsPage.read(server.url)).names;
  });
  afterAll(() => server.end('SIGTERM'));

  it('ask for metrics that there are', () => {
    const asked = [...valuesOf('expr', alerts).map(String), ...dashboardExpressions()];
    expect(asked.length).toBeGreaterThan(25);
    const unknown = asked.flatMap(metricsIn).filter((name) => !names.includes(name));
    expect(unknown).toEqual([]);
  });

  it('show every metric of chat', () => {
    const shown = new Set(dashboardExpressions().flatMap(metricsIn));
    const own = names.filter((name) => /^parley_(?!build)/.test(name));
    expect(own.filter((name) => !shown.has(name))).toEqual([]);
  });
});
