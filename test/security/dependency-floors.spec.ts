import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

/**
 * The oldest releases without known faults that a stranger could use, and what these were. What is
 * on the way to the wire has one copy only: an overlooked second one would be as open as an old one.
 */
const FLOORS: Readonly<Record<string, { floor: string; because: string }>> = {
  'engine.io': { floor: '6.6.12', because: 'CVE-2026-59725: a POST of bytes ends the process' },
  'socket.io': { floor: '4.8.3', because: 'CVE-2024-38355: a packet ends the process' },
  'socket.io-parser': { floor: '4.2.7', because: 'CVE-2023-32695; attachments without bound' },
  ws: { floor: '8.21.1', because: 'CVE-2024-37890: a request with many headers ends the process' },
  express: { floor: '5.0.0', because: 'CVE-2024-29041, CVE-2024-43796' },
  'body-parser': { floor: '2.2.1', because: 'CVE-2024-45590, CVE-2025-13466' },
  qs: { floor: '6.14.1', because: 'CVE-2025-15284' },
  cookie: { floor: '0.7.0', because: 'CVE-2024-47764' },
  send: { floor: '1.1.0', because: 'CVE-2024-43799' },
  'serve-static': { floor: '2.1.0', because: 'CVE-2024-43800' },
  'path-to-regexp': { floor: '8.4.0', because: 'CVE-2024-45296 and later: slow expressions' },
  multer: { floor: '2.1.1', because: 'CVE-2025-7338 and later: uploads end the process' },
  'file-type': { floor: '21.3.1', because: 'CVE-2026-31808: an endless loop' },
  '@nestjs/common': { floor: '11.0.16', because: 'CVE-2024-29409' },
  'class-validator': { floor: '0.14.0', because: 'CVE-2019-18413: unknown values pass' },
  'class-transformer': { floor: '0.3.1', because: 'CVE-2020-7637: prototype pollution' },
  validator: { floor: '13.15.22', because: 'CVE-2025-56200, CVE-2025-12758' },
  jose: { floor: '4.15.5', because: 'CVE-2024-28176' },
  kysely: { floor: '0.28.17', because: 'CVE-2026-32763, CVE-2026-44635: SQL injection' },
  pg: { floor: '7.1.2', because: 'CVE-2017-16082' },
};

interface Locked {
  readonly path: string;
  readonly name: string;
  readonly version: string;
}

function lockedPackages(): Locked[] {
  const lock: unknown = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const packages = isObject(lock) ? lock['packages'] : undefined;
  return Object.entries(isObject(packages) ? packages : {}).map(([path, entry]) => ({
    path,
    name: path.replace(/^.*node_modules\//, ''),
    version: isObject(entry) ? String(entry['version']) : '',
  }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Is a version at least so high? Both are numbers with dots between. */
function isAtLeast(version: string, floor: string): boolean {
  return floor.localeCompare(version, 'en', { numeric: true }) <= 0;
}

describe('package-lock.json', () => {
  const locked = lockedPackages();

  it.each(Object.entries(FLOORS))('has no %s below %j', (name, { floor }) => {
    const copies = locked.filter((found) => found.name === name);
    expect(copies.length).toBeGreaterThan(0);
    expect(copies.filter(({ version }) => !isAtLeast(version, floor))).toEqual([]);
  });

  it.each(['engine.io', 'socket.io', 'socket.io-parser', 'socket.io-adapter', 'ws'])(
    'has one %s',
    (name) => {
      expect(locked.filter((found) => found.name === name)).toHaveLength(1);
    },
  );

  it('is compared rightly', () => {
    expect(isAtLeast('6.6.12', '6.6.12')).toBe(true);
    expect(isAtLeast('6.10.0', '6.6.12')).toBe(true);
    expect(isAtLeast('6.6.9', '6.6.12')).toBe(false);
  });

  it('asks hosts for no less than what runs here', () => {
    const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(manifest).toMatchObject({
      overrides: { 'engine.io': '^6.6.12', 'socket.io-parser': '$socket.io-parser' },
      dependencies: { 'socket.io': '^4.8.3', 'socket.io-parser': '^4.2.7' },
    });
  });
});
