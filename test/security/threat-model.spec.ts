import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { DEFAULT_LIMITS } from '../../src/limits/chat-limits.js';

/** What the trusted ones of this kind defend against. */
const THREATS = [
  'Impersonation',
  'Confusables',
  'XSS',
  'CSWSH',
  'Tokens',
  'Passwords',
  'Flood',
  'Authorization',
  'Enumeration',
  'Blocking',
  'Log injection',
  'SSRF',
  'ReDoS',
  'Secrets',
  'Dependencies',
];

describe('docs/security.md', () => {
  const page = readFileSync('docs/security.md', 'utf8');
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const threats = rows.filter(([first = '']) => THREATS.some((name) => first.startsWith(name)));
  const filesIn = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);

  it('has a row for every threat', () => {
    const named = threats.map(([first = '']) => THREATS.find((name) => first.startsWith(name)));
    expect(named).toEqual(THREATS);
  });

  it.each(threats.map((cells) => [cells[0], cells] as const))(
    'names code and tests for "%s" that exist',
    (_, [, , code, tests]) => {
      const files = [...filesIn(code), ...filesIn(tests)];
      expect(files.filter((file) => !existsSync(file))).toEqual([]);
      expect(filesIn(code).length).toBeGreaterThan(0);
      expect(filesIn(tests).filter((file) => /\.(e2e-)?(spec|row)\.ts$/.test(file))).not.toEqual(
        [],
      );
      expect(
        filesIn(tests).filter((file) => file.startsWith('src/') && !/spec/.test(file)),
      ).toEqual([]);
    },
  );

  it('tells the limits as they are', () => {
    const { rates, connections } = DEFAULT_LIMITS;
    const told = rows.map((cells) => cells.join(' '));
    for (const [what, name] of [
      ['connections opened', 'connects'],
      ['joins', 'joins'],
      ['messages ', 'messages'],
      ['messages to new people', 'newConversations'],
      ['typing', 'typing'],
      ['history', 'history'],
      ['wrong passwords', 'failedLogins'],
    ] as const) {
      const row = told.find((line) => line.startsWith(what)) ?? '';
      for (const rate of Object.values(rates[name])) {
        expect(row).toContain(rate.points.toLocaleString('en'));
      }
    }
    expect(told.find((line) => line.startsWith('connections at once'))).toContain(
      `${connections.perUser} ${connections.perAddress}`,
    );
  });
});
