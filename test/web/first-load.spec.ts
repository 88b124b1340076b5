import { expect, it } from '@jest/globals';
import { readFileSync, statSync } from 'node:fs';

/** What a first visit may cost in script, compressed by gzip. In bytes. */
const BUDGET = 130_000;

/** Files of the build are named from its root. */
const inBuild = (path: string): string => `dist/public${path}`;

/** A script and what it imports at once: not what it fetches on demand. */
function withImports(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  const code = readFileSync(inBuild(path), 'utf8');
  for (const [, name = ''] of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/gu)) {
    withImports(`/assets/${name}`, seen);
  }
  return seen;
}

// The parser of messages comes after it, while the page connects; so do settings and the like.
it('loads no more script than the budget allows before the page is drawn', () => {
  const page = readFileSync(inBuild('/index.html'), 'utf8');
  const entries = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/gu)].map(
    ([, path]) => path,
  );
  expect(entries.length).toBeGreaterThan(0);
  const scripts = new Set(entries.flatMap((path = '') => [...withImports(path)]));
  const bytes = [...scripts].reduce((sum, path) => sum + statSync(inBuild(`${path}.gz`)).size, 0);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(BUDGET);
});
